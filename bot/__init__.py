"""Hears and speaks: surfaces, the playground, the command line, and the wiring of it all."""
