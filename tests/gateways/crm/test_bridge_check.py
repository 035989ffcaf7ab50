"""The bridge to the CRM is looked at without writing: reachable, our version, our token, our rights."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gateways.crm.bridge_check import examined
from gateways.crm.wire import Wire
from tests.gateways.crm.bridge import Bridge

EVERY = ["opportunity:update", "contact:update", "lead:create", "activity:log", "task:assign"]


@pytest.fixture
def bridge():
    """A server that answers GET / as it is told, and remembers with which token it was asked."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Nothing is said of it."""

        def do_GET(self):
            server.asked.append((self.path, self.headers["Authorization"]))
            status, body = server.answers.get(self.path, (404, {"outcome": "none"}))
            said = json.dumps(body).encode() if isinstance(body, dict) else body
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.asked, server.answers = True, [], {}
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def look(server, token="t"):
    return examined(Wire(f"http://127.0.0.1:{server.server_address[1]}/v1", token, 3))


@pytest.mark.row("S4-19", "S4-62")
@pytest.mark.parametrize(
    ("answer", "verdict", "said"),
    [
        ((200, {"version": 1, "may": EVERY}), "ok", "reachable, version 1, may write every kind of change"),
        ((200, {"version": 1, "may": EVERY[:3]}), "wrong", "may not write activity:log, task:assign"),
        ((200, {"version": 1}), "missing", "does not say what it may write"),
        ((200, {"version": 2, "may": EVERY}), "wrong", "it speaks version 2 and this release version 1"),
        ((200, {"hello": "world"}), "wrong", "which should say its version"),
        ((401, {"error": "no"}), "wrong", "it refuses our token (401)"),
        ((403, {}), "wrong", "it refuses our token (403)"),
        ((500, {}), "wrong", "it answered 500"),
        ((200, b"<html>"), "wrong", "answers nothing that is understood"),
        ((503, b"later"), "missing", "takes no requests at the moment"),
    ],
)
def test_each_way_a_bridge_may_stand_has_its_sentence(bridge, answer, verdict, said):
    bridge.answers["/v1/"] = answer
    found = look(bridge)
    assert (found.verdict, said in found.sentence) == (verdict, True), found
    assert bridge.asked == [("/v1/", "Bearer t")]


@pytest.mark.row("S4-19")
def test_a_bridge_that_does_not_speak_of_itself_is_asked_about_a_write_that_nobody_made():
    bridge = Bridge()
    found = examined(Wire(bridge.url, "", 3))
    assert found == ("missing", "reachable; it says neither its version nor what it may write (GET /)")
    assert bridge.applied == {}
    bridge.close()


def test_a_bridge_that_is_not_there_is_said_to_be_away(bridge):
    bridge.shutdown()
    bridge.server_close()
    found = look(bridge)
    assert (found.verdict, "cannot be reached" in found.sentence) == ("wrong", True)
