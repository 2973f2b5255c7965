"""What governance answers: the people of a council, its organisation, and what councils lack."""
