"""`/healthz` and `/metrics` of the front process, for whoever watches the machine; no record and no word is in them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from domain.errors import QuartermasterError
from store.clock import Clock
from store.session import Database
from store.vitals import Vitals, vitals

log = logging.getLogger("quartermaster.health")
STUCK_S = 60.0
"""An event that has waited this long means that nothing is taken from the inbox any more."""
TOLD = {
    "inbox_waiting": "Events that were acknowledged and not yet taken up.",
    "inbox_oldest_s": "Seconds that the oldest of them has waited.",
    "jobs_open": "Jobs without an outcome.",
    "jobs_failed": "Jobs that had to be handed to a person.",
    "exceptions_open": "Review items that wait for a decision.",
    "audit_rows": "Number of the newest row of the audit trail.",
}


def health_routes(db: Database) -> list[Route]:
    """The two addresses; both are answered in a thread, so that a slow database delays no acknowledgement."""
    clock = Clock(db)

    def healthz(_request: Request) -> Response:
        try:
            said = vitals(db, clock.now())
        except QuartermasterError as error:
            return PlainTextResponse(f"not well: {error}\n", 503)
        if said.inbox_oldest_s > STUCK_S:
            return PlainTextResponse(f"not well: an event has waited {said.inbox_oldest_s:.0f} s\n", 503)
        return PlainTextResponse("ok\n")

    def metrics(_request: Request) -> Response:
        try:
            return PlainTextResponse(_text(vitals(db, clock.now())), media_type="text/plain; version=0.0.4")
        except QuartermasterError:
            return PlainTextResponse(_up(0), media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/metrics", metrics)]


@contextmanager
def health_beside(db: Database, host: str, port: int) -> Iterator[None]:
    """Both addresses on a port of their own, where nothing else listens. A taken port is said, and stops nothing."""
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=health_routes(db)), host=host, port=port, log_level="error", access_log=False)
    )
    thread = threading.Thread(target=_serve, args=(server,), name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=5)


def _serve(server: uvicorn.Server) -> None:
    try:
        server.run()
    except SystemExit:
        log.warning("/healthz and /metrics are not served: port %s is taken", server.config.port)


def _text(said: Vitals) -> str:
    """Prometheus' own text form."""
    lines = [
        f"# HELP quartermaster_{name} {TOLD[name]}\n# TYPE quartermaster_{name} gauge\nquartermaster_{name} {value}\n"
        for name, value in said._asdict().items()
    ]
    return _up(1) + "".join(lines)


def _up(value: int) -> str:
    told = "# HELP quartermaster_up Whether the database answers.\n# TYPE quartermaster_up gauge\n"
    return f"{told}quartermaster_up {value}\n"
