"""Planview Logbook (facts/planview_and_planbox.md C)."""
