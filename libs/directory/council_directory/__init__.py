"""council_directory."""
