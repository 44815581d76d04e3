"""``python -m toso``."""

from toso.cli import main

main()
