"""Agents think and propose: they never write, never speak to a surface, and only two of them read."""
