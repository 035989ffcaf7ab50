"""One file per thing people ask or press; builds cards, never blocks."""
