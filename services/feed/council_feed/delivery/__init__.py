"""From steps to subscribers: what is told when, each subscription's log, and the three ways in which it is received."""
