"""How many small faults put into the rules the unit tests notice: `python -m bench.mutants`."""
