"""A share is said as a part of the whole, never as a fall from it."""

import re

import pytest


@pytest.mark.row("S2-37", "S0-19")
def test_a_share_is_said_as_the_part_of_the_whole_that_it_is(office):
    said = office.says("Dana Whitfield", "what percentage of deals are stalled")["card"].summary
    part, whole, share = re.search(r"(\d+) deals .*?, of (\d+) deals in all: ([\d.]+)%", said).groups()
    assert abs(int(part) / int(whole) * 100 - float(share)) < 0.06
    assert 0 < int(part) < int(whole)


@pytest.mark.row("S2-37")
def test_a_share_of_money_neither_falls_nor_stands_against_anything(office):
    said = office.says("Dana Whitfield", "what share of open pipeline is over 100k")["card"].summary
    assert re.search(r"of USD [\d.]+M in all: [\d.]+%", said), said
    assert "down" not in said
    assert "against" not in said
