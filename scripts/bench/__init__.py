"""Measures the budgets of docs/design.md as ratios within one run; `run.py` is the program, each other module one noun."""
