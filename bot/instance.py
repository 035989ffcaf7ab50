"""One process per role on one home folder: a lock that the operating system lets go of when the process dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from domain.errors import BadSetting


def hold(home: Path, role: str) -> IO[str]:
    """The lock of a role, held until the process ends. BadSetting when another process has it."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = open(home / f"{role}.lock", "a+")  # noqa: SIM115  (held open for the life of the process)
    except OSError as error:
        raise BadSetting("QUARTERMASTER_HOME", f"{home} cannot be written to ({error.strerror})") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        other = file.read().strip() or "another process"
        file.close()
        raise BadSetting(
            str(home),
            f"its {role} is already running (process {other}); stop it, or set QUARTERMASTER_HOME to another folder",
        ) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
