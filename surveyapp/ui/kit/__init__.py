"""Painted, accessible components: the words and looks of UI.md as widgets.

A component knows the theme and nothing of forms, stores or services; every text is passed in.
"""
