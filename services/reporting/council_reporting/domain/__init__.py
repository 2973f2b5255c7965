"""State and decisions of reporting: editions of the figures, their publication, and the activities of councils. Pure."""
