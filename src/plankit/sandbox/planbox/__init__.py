"""Planbox, both interfaces (facts/planview_and_planbox.md B)."""
