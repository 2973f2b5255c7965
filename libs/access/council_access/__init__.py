"""council_access."""
