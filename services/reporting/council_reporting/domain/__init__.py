"""State and decisions of reporting: editions of the figures, and the activities of councils. Pure."""
