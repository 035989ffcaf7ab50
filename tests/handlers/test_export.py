"""The file of an answer: the same rows, as they were meant when it was asked, and inert."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from handlers import export
from handlers.export import csv_text, file_of, inert
from tests.handlers.hands import presses, rows_of
from tests.office import NOW, words


def rows_in(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.row("D6")
@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1+x", "－x", "＠x",
     "=HYPERLINK(\"http://x\")", "-", "+", "="],
)  # fmt: skip
def test_what_a_spreadsheet_takes_for_a_formula_is_quoted(formula):
    assert inert(formula) == f"'{formula}"


@pytest.mark.row("D6")
@pytest.mark.parametrize(
    "said", ["-12.5", "+1 (555) 010-0199", "-5%", "1,000", "Acme = good", "a@b.example", "", "x-1"]
)
def test_numbers_phones_and_words_stay_as_they_are(said):
    assert inert(said) == said


@pytest.mark.parametrize(
    ("cell", "said"), [(None, ""), (Decimal("-1.50"), "-1.50"), (7, "7"), (date(2026, 1, 2), "2026-01-02")]
)
def test_values_are_written_plainly(cell, said):
    assert inert(cell) == said


@pytest.mark.row("C6")
def test_a_file_gives_every_cell_back_byte_for_byte():
    odd = ['a"b', "two\nlines", "comma, and; more", "Zoë 🚀 \u202e", "\u200b", "null\x01"]
    content = "".join(csv_text(["h"], [[cell] for cell in odd])).encode()
    assert [row[0] for row in rows_in(content)[1:]] == odd


@pytest.mark.row("U7")
def test_a_file_made_later_means_what_the_question_meant(office):
    answer = office.says("Dana Whitfield", "deals closing this month")
    shown = {row[0] for row in rows_of(answer)}
    assert shown
    office.desk.clock.move(to=NOW + timedelta(days=40))
    presses(office, "Dana Whitfield", "run:csv", f"run:{answer['key']}", on=answer)
    header, *rows = rows_in(office.slack.files[-1][2])
    assert {row[1] for row in rows} >= shown
    assert header[0] == "Row id"


@pytest.mark.row("D2")
def test_a_reps_file_holds_a_reps_rows(office):
    answer = office.says("Priya Raman", "all open deals")
    presses(office, "Priya Raman", "run:csv", f"run:{answer['key']}", on=answer)
    header, *rows = rows_in(office.slack.files[-1][2])
    assert {row[header.index("Owner")] for row in rows} == {"Priya Raman"}


def test_a_file_larger_than_can_be_sent_is_refused_whole(office, monkeypatch):
    monkeypatch.setattr(export, "MOST_MEGABYTES", 0.001)
    answer = office.says("Dana Whitfield", "all open deals")
    sent = len(office.slack.files)
    presses(office, "Dana Whitfield", "run:csv", f"run:{answer['key']}", on=answer)
    assert len(office.slack.files) == sent
    assert "sent nothing: a part would look like the whole" in words(office.latest()["card"])


def test_the_whole_file_is_what_its_lines_say():
    assert file_of(iter(["\ufeff", "a,b\r\n", "Zoë,\ud800\r\n"])) == "\ufeffa,b\r\nZoë,?\r\n".encode()
