"""Knows when work runs: now, at a time, again after a fault, after a decision."""
