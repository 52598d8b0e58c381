"""A new device, and a device that is ready, each with the app open on it."""

from __future__ import annotations

from tests.scenarios.conftest import OpenApp, open_app, ready_device

__all__ = ["OpenApp", "open_app", "ready_device"]
