"""Ports for servers that a test starts in a process of its own."""

from __future__ import annotations

import random
import socket
from contextlib import closing

# Below what the system hands to outgoing connections (from 32,768 on Linux, 49,152 elsewhere): a port from
# there may be taken by any connection between the moment it is chosen and the moment the server listens.
RANGE = range(15_000, 32_000)
_chance = random.Random()


def free_port() -> int:
    """A port of this machine that nobody listens on, and that no outgoing connection will take."""
    for port in _chance.sample(RANGE, 200):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("none of 200 ports is free")
