"""The outside world, behind one guard: each kind of service has its Protocols here and one file per vendor."""
