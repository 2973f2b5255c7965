"""The provisions on subscriptions, and the arithmetic of what may be told."""
