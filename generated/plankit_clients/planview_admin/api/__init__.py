"""One package for each group of operations."""
