"""Figures from responses: typed tables, rates, distributions. Pure: no files, no screen, no SQL."""
