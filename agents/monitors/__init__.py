"""Agents that watch: each is told what is there, and decides what to say to whom. They send nothing themselves."""
