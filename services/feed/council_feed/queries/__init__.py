"""Read tables and logs → answers."""
