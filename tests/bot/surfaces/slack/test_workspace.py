"""Where answers may be sent."""

import pytest

from bot.surfaces.slack.workspace import pinned
from domain.errors import Broken

SLACK = "https://slack.com/api/"


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://hooks.slack.com/actions/T1/2/x", SLACK),
        ("https://hooks.slack-gov.com/actions/T1/2/x", SLACK),
        ("https://hooks.slack.com:443/x", SLACK),
        ("http://127.0.0.1:4000/response/abc", "http://127.0.0.1:4000/api/"),
    ],
)
@pytest.mark.row("C7")
def test_answers_go_to_slack_and_to_the_configured_server(url, api):
    assert pinned(url, api) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.slack.com/x",
        "//hooks.slack.com/x",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "https://hooks.slack.com.evil.example/x",
        "https://evilslack.com/x",
        "https://hooks.slack.com@evil.example/x",
        "https://user:pass@hooks.slack.com/x",
        "https://evil.example/?hooks.slack.com",
        "https://evil.example#.slack.com",
        "https://hooks.slаck.com/x",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:4001/response/abc",
        "http://localhost:4000/x",
        "file:///etc/passwd",
        "https://[::1/x",
        "https://hooks.slack.com:port/x",
        "https://hooks.slack.com/x\r\nHost: evil.example",
    ],
)
@pytest.mark.row("C7")
def test_no_other_address_is_ever_answered(url):
    with pytest.raises(Broken):
        pinned(url, "http://127.0.0.1:4000/api/")
