"""Measurements: each module prints a table and writes JSON to benchmarks/results."""

import studio  # noqa: F401  (sets the threads as the studio's own commands have them)
