"""A local Slack in a process of its own: killed in the middle, it comes back with everything."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from bot.playground.server import main
from tests.bot.playground.stage import PEOPLE
from tests.ports import free_port

AUTH = {"Authorization": "Bearer xoxb-test"}


class FakeBot(BaseHTTPRequestHandler):
    """Acknowledges when it is told to, and remembers what it heard."""

    heard: list = []
    acks = True
    busy = False

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/pending":
            return self.reply(200, json.dumps({"pending": type(self).busy}).encode())
        self.heard.append((dict(self.headers), body))
        return self.reply(200 if type(self).acks else 503, b"")

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def bot():
    FakeBot.heard, FakeBot.acks, FakeBot.busy = [], True, False
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeBot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def running(tmp_path, bot, port, *more):
    people = tmp_path / "people.json"
    people.write_text(json.dumps(PEOPLE))
    to = f"http://127.0.0.1:{bot.server_port}/slack/events"
    asked = ["--port", str(port), "--state", str(tmp_path / "slack.db"), "--deliver-to", to, "--people", str(people)]
    secrets = ["--signing-secret", "s", "--bot-token", "xoxb-test", "--retry-after", "0.05,60,300"]
    process = subprocess.Popen([sys.executable, "-m", "bot.playground.server", *asked, *secrets, *more])
    try:
        end = time.monotonic() + 20
        while True:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{port}/_control/people")
                break
            assert time.monotonic() < end, "The local Slack did not start."
            time.sleep(0.05)
        yield httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20), process
    finally:
        process.kill()
        process.wait()


def test_killed_in_the_middle_it_keeps_the_conversation_and_sends_the_event_again(tmp_path, bot):
    port = free_port()
    with running(tmp_path, bot, port) as (slack, process):
        FakeBot.acks = False
        slack.post("/_page/say", json={"as": "manager", "channel": "dm", "text": "remember me"})
        slack.post("/api/chat.postMessage", json={"channel": "#sales", "text": "posted"}, headers=AUTH)
        slack.close()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    before = {json.loads(body)["event_id"] for _, body in FakeBot.heard}
    FakeBot.heard.clear()
    FakeBot.acks = True
    with running(tmp_path, bot, port) as (slack, _):
        seen = slack.get("/_control/messages", params={"as": "manager", "channel": "dm"}).json()["messages"]
        assert [m["text"] for m in seen] == ["remember me"]
        end = time.monotonic() + 10
        while len({json.loads(body)["event_id"] for _, body in FakeBot.heard}) < 2:
            assert time.monotonic() < end, "The events were not sent again."
            time.sleep(0.02)
        slack.close()
    again = {json.loads(body)["event_id"] for _, body in FakeBot.heard}
    assert before <= again


def test_without_a_way_to_ask_it_waits_until_all_is_quiet(tmp_path, bot):
    with running(tmp_path, bot, free_port()) as (slack, _):
        began = time.monotonic()
        said = slack.post("/_control/say", json={"as": "manager", "channel": "dm", "text": "hi"}).json()
        assert said["timed_out"] is False
        assert time.monotonic() - began >= 0.5
        clock = slack.post("/_control/clock", json={"advance": "1d"})
        assert (clock.status_code, "runs apart" in clock.json()["error"]) == (400, True)
        slack.close()


def test_with_a_way_to_ask_it_waits_for_the_bot(tmp_path, bot):
    url = f"http://127.0.0.1:{bot.server_port}/pending"
    with running(tmp_path, bot, free_port(), "--pending-url", url) as (slack, _):
        FakeBot.busy = True
        body = {"as": "manager", "channel": "dm", "text": "hi", "timeout_s": 0.5}
        assert slack.post("/_control/say", json=body).json()["timed_out"] is True
        FakeBot.busy = False
        assert slack.post("/_control/say", json=body).json()["timed_out"] is False
        slack.close()


def test_its_options_are_explained(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "the file that keeps the workspace" in capsys.readouterr().out


def test_it_stops_at_once_though_a_page_is_open_and_somebody_waits(tmp_path, bot):
    url = f"http://127.0.0.1:{bot.server_port}/pending"
    with running(tmp_path, bot, free_port(), "--pending-url", url) as (slack, process):
        FakeBot.busy = True
        answers = []
        body = {"as": "manager", "channel": "dm", "text": "hi", "timeout_s": 60}
        waiting = threading.Thread(target=lambda: answers.append(slack.post("/_control/say", json=body).json()))
        with slack.stream("GET", "/_page/stream", params={"as": "manager"}) as stream:
            lines = stream.iter_lines()
            next(lines)
            waiting.start()
            while not FakeBot.heard:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            assert process.wait(10) == 0
        waiting.join(5)
        assert answers[0]["timed_out"] is True
        slack.close()
