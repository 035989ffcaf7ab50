"""Commands, one module for those that belong together: each reads its own and leaves the rest."""
