"""The provisions that support decides: one package per line, and beside them what lines share. Pure."""
