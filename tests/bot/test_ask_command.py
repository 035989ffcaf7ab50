"""`quartermaster ask`: one shape of answer whatever was asked, and bad rows by their number."""

import json

import pytest

from bot import ask_command, interpret_command
from tests.bot.conftest import is_one_sentence

STALLED = "show stalled negotiation deals"
SHAPE = {
    "id": object, "kind": str, "meaning": dict, "state": str, "sentence": str, "facts": list, "columns": list,
    "rows": list, "total_rows": int, "as_of": (str, type(None)), "warnings": list, "ms": (int, float),
}  # fmt: skip


def one(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        (STALLED, "answered"),
        ("open pipeline by stage", "answered"),
        ("mike's open deals", "question"),
        ("what is the weather in Paris", "refused"),
        ("help", "answered"),
        ("kpi hygiene", "answered"),
        ("kpi happiness", "refused"),
        ("audit", "answered"),
        ("exceptions", "answered"),
        ("check access", "answered"),
        ("record 006D9999999999", "answered"),
        ("", "refused"),
    ],
)
def test_every_answer_has_the_whole_shape(cli, tmp_path, asked, state):
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": "q1", "text": asked}))
    answer = one(cli("ask", "--jsonl", rows))
    for name, kind in SHAPE.items():
        assert isinstance(answer.get(name, ...), kind), name
    assert answer["id"] == "q1"
    assert answer["sentence"]
    if asked:
        assert answer["state"] == state, answer["sentence"]


def test_facts_and_rows_carry_their_values_as_json_numbers(cli):
    answer = one(cli("ask", "open pipeline by stage", "--json"))
    assert any(set(fact) == {"name", "value", "unit", "group"} for fact in answer["facts"])
    assert all(isinstance(fact["value"], int | float) for fact in answer["facts"])
    assert all(set(row) == {"id", *answer["columns"]} for row in answer["rows"])
    assert answer["total_rows"] > 0


@pytest.mark.row("S0-32")
def test_a_kpi_comes_with_its_figure(cli):
    answer = one(cli("ask", "kpi hygiene", "--json"))
    assert answer["facts"]


@pytest.mark.row("D2")
def test_asking_as_a_person_reads_with_their_rights(cli):
    everything = one(cli("ask", "all open deals", "--json"))["total_rows"]
    for who in ("Priya Raman", "priya.raman@quartermaster.example", "  priya   RAMAN "):
        assert 0 < one(cli("ask", "all open deals", "--json", "--as", who))["total_rows"] < everything


def test_a_day_can_be_pinned(cli):
    assert one(cli("ask", "deals won this month", "--json", "--as-of", "2026-06-15"))["state"] == "answered"


def test_on_the_terminal_an_answer_is_a_table_without_buttons(cli):
    said = cli("ask", STALLED)
    assert "stalled in Negotiation" in said.output
    assert "Download CSV" not in said.output


def test_a_file_of_questions_gives_one_line_each_in_order_with_context(cli, tmp_path):
    rows = [
        {"id": 7, "text": "open deals in EMEA"},
        {"text": "only over 100k", "context": "open deals in EMEA"},
        {"id": "odd", "text": "half \ud800 and nul \u0000 Zoë 🚀 <!channel>", "context": 5},
        {"id": None, "text": "help"},
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n\n".join(json.dumps(row) for row in rows) + "\n")
    said = cli("ask", "--jsonl", file)
    assert said.exit_code == 0, said.output
    answers = [json.loads(line) for line in said.output.splitlines()]
    assert [answer["id"] for answer in answers] == [7, "3", "odd", None]
    assert answers[1]["total_rows"] < answers[0]["total_rows"]


@pytest.mark.parametrize("command", [("ask",), ("interpret", "--dataset", "b2b")])
def test_a_row_that_breaks_us_says_so_and_the_rows_after_it_are_read(cli, tmp_path, monkeypatch, command):
    def breaks_on_boom(real):
        def read(said, *rest, **named):
            if "boom" in str(getattr(said, "text", said)):
                raise ValueError("no such day")
            return real(said, *rest, **named)

        return read

    monkeypatch.setattr(ask_command, "ask", breaks_on_boom(ask_command.ask))
    monkeypatch.setattr(interpret_command, "understand", breaks_on_boom(interpret_command.understand))
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps({"id": text, "text": text}) + "\n" for text in (STALLED, "boom", "open deals")))
    said = cli(*command, "--jsonl", file)
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.exit_code == 0
    assert [(row["id"], row["kind"]) for row in rows] == [
        (STALLED, "query"),
        ("boom", "broken"),
        ("open deals", "query"),
    ]
    assert "Row boom broke us (ValueError: no such day)" in said.stderr


def test_a_file_may_come_from_standard_input(cli):
    said = cli("ask", "--jsonl", "-", stdin=json.dumps({"text": STALLED}) + "\n")
    assert one(said)["state"] == "answered"


@pytest.mark.parametrize(
    "line", ["{", "[]", '"text"', "{}", '{"text": 5}', '{"text": null}', "nonsense", "{'text': 'x'}"]
)
def test_a_line_that_is_none_of_ours_is_named_by_its_number(cli, tmp_path, line):
    file = tmp_path / "rows.jsonl"
    file.write_text("\n" + line + "\n")
    said = cli("ask", "--jsonl", file)
    assert is_one_sentence(said), said.output
    assert "line 2" in said.output


def test_a_file_that_is_not_text_is_said_to_be_none(cli, tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b"\xff\xfe\x00{")
    assert is_one_sentence(cli("ask", "--jsonl", file))
