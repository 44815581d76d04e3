"""One module a job: read, decide in core, write."""
