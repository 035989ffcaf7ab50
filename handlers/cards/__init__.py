"""Functions that return cards; a surface turns them into what it can show."""
