"""One file per trigger, found by itself: it holds one `Trigger`, and its condition is one of `domain/watch.py`."""
