"""Planview Admin and its token endpoint (facts/planview_and_planbox.md A)."""
