"""The budgets of docs/design.md, measured as ratios within one run: `run.py` runs the others, each one noun."""
