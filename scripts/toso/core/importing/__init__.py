"""Old household lists as groups keep them → rows, findings, and what was skipped. Pure: files are read in ``jobs``."""
