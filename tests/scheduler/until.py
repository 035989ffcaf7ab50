"""Waiting for other threads, briefly."""

import time


def until(claim, seconds=60.0):
    """Nothing, once the claim is true; it must become so in time."""
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.005)
