"""The pages: one module per behaviour, and what they are drawn with. No page decides anything about a case."""
