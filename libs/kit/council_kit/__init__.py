"""council_kit."""
