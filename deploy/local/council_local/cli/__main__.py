"""`python -m council_local.cli` is `council`."""

from council_local.cli import main

main()
