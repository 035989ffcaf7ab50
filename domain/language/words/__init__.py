"""The words people use, as data: one line a meaning, phrases apart by `|`; a new word is one more phrase."""
