"""Webhooks by Standard Webhooks 1.0: signed, queued per subscriber, retried over some 75 hours, guarded."""
