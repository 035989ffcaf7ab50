"""The list of proofs can be believed: nothing it counts is missing, misspelt or no test."""

from collections import Counter
from textwrap import dedent

import pytest

from tests import rows

PAGE = """
| ID | Testable statement | See also |
|---|---|---|
| S0-01 | Five roles. | S1-01 |
| S0-02 | A refused tool halts the run. | |
| S0-03 | A stored plan. | |
"""
PROMISES = """
| # | Promise | Test |
| M6 | **Numbers carry row ids** and are recomputed | mutated |
| OWASP | not a promise | |
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "docs/requirements.md").write_text(PAGE)
    (tmp_path / "docs/promises.md").write_text(PROMISES)
    return tmp_path


def a_test_file(project, source, name="test_crew.py"):
    (project / "tests" / name).write_text("import pytest\n" + dedent(source))


def test_requirements_and_promises_are_both_rows(project):
    assert [row.id for row in rows.rows_of(project)] == ["S0-01", "S0-02", "S0-03", "M6"]


def test_a_mark_counts_wherever_pytest_would_apply_it(project):
    a_test_file(
        project,
        """
        pytestmark = [pytest.mark.row("S0-01")]

        @pytest.mark.row("S0-02", "M6")
        def test_one(): ...

        @pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.row("S0-03"))])
        def test_two(n): ...

        class TestThree:
            @pytest.mark.row("S0-03")
            def test_it(self): ...
        """,
    )
    assert [(proof.row_id, proof.test.removeprefix("tests/test_crew.py")) for proof in rows.proofs_of(project)] == [
        ("S0-01", ""),
        ("S0-02", "::test_one"),
        ("M6", "::test_one"),
        ("S0-03", "::test_two"),
        ("S0-03", "::TestThree::test_it"),
    ]


def test_the_report_says_which_rows_have_no_proof(project, capsys):
    a_test_file(project, '@pytest.mark.row("S0-02")\ndef test_one(): ...')
    assert rows.main([], project) == 0
    assert "4 rows: 1 with a proof, 3 without.\nWithout: S0-01, S0-03, M6" in capsys.readouterr().out


def test_only_the_rows_asked_for_are_listed(project, capsys):
    assert rows.main(["M"], project) == 0
    assert "S0-01" not in capsys.readouterr().out


def test_asking_for_rows_that_do_not_exist_is_answered_with_a_sentence(project, capsys):
    assert rows.main(["S9"], project) == 1
    assert "No row starts with S9." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ('@pytest.mark.row("S0-99")\ndef test_one(): ...', "proves S0-99, which no page has"),
        ('@pytest.mark.row("S0-01")\ndef one(): ...', "is no test"),
    ],
)
def test_a_mark_that_proves_nothing_is_a_mistake(project, capsys, source, sentence):
    a_test_file(project, source)
    assert rows.main([], project) == 1
    assert sentence in capsys.readouterr().err


def test_a_row_id_that_cannot_be_read_is_refused(project):
    a_test_file(project, "ROW = 'S0-01'\n@pytest.mark.row(ROW)\ndef test_one(): ...")
    with pytest.raises(ValueError, match="write the row's id out"):
        rows.main([], project)


def test_every_mark_in_this_project_names_a_row_and_stands_on_a_test():
    assert rows.mistakes(rows.rows_of(rows.ROOT), rows.proofs_of(rows.ROOT)) == []


def test_no_row_is_written_twice():
    ids = [row.id for row in rows.rows_of(rows.ROOT)]
    assert len(ids) == len(set(ids))


def test_no_requirement_gets_lost_from_its_page():
    counted = Counter(row.id.split("-")[0] for row in rows.rows_of(rows.ROOT) if "-" in row.id)
    stated = f"{counted.total()} rows: {', '.join(f'{system} {count}' for system, count in counted.items())}."
    assert stated in (rows.ROOT / "docs/requirements.md").read_text(encoding="utf-8")
