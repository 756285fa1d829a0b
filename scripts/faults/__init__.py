"""What becomes of a call for each fault of the sandbox: one table for the tests, a program and docs/faults.md."""
