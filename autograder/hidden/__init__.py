"""The hidden tests, one module per assignment. Nothing in here ever enters a sandbox."""
