"""State, `evolve`, `decide`, `next_steps` of what governance knows: one person in one council (`person`). Pure."""
