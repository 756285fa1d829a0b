"""Bulk jobs against a sandbox that loses answers, while they are killed: seeded trials, and the truth about each."""
