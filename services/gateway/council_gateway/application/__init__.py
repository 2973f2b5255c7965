"""Who is at the screen or the API, and the internal token that says so to a service. Decides nothing about cases."""
