"""HTTP ⇄ commands and queries: for people behind the gateway (managing), for other systems (pulling)."""
