"""feed: de-identified events for other government systems, and their subscriptions. It opens no key of any case."""
