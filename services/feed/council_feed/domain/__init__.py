"""Decisions of feed: subscriptions, and how what is rare is generalised. Pure."""
