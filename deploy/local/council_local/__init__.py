"""The whole platform on one machine: the command `council`."""
