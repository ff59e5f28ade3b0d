"""The one error the person at the keyboard is meant to read."""

from __future__ import annotations


class CannotRun(Exception):
    """Its text is one sentence that says what is wrong and what to do; it ends the command with exit code 1."""
