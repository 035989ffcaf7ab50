"""One process per role on one home."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.instance import hold
from domain.errors import BadSetting

ROOT = Path(__file__).parents[2]


def test_a_second_front_on_the_same_home_is_told_who_is_there(tmp_path):
    first = hold(tmp_path, "front")
    with pytest.raises(BadSetting, match=r"its front is already running .process .*QUARTERMASTER_HOME"):
        hold(tmp_path, "front")
    hold(tmp_path, "worker").close()
    first.close()
    hold(tmp_path, "front").close()


def test_another_process_is_refused_too_and_one_that_died_is_no_hindrance(tmp_path):
    code = "import sys; from pathlib import Path; from bot.instance import hold; h = hold(Path(sys.argv[1]), 'front')"
    command = [sys.executable, "-c", f"{code}; print('held', flush=True); sys.stdin.read()", str(tmp_path)]
    other = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(BadSetting, match=str(other.pid)):
        hold(tmp_path, "front")
    other.kill()
    other.communicate()
    hold(tmp_path, "front").close()


def test_a_home_that_is_a_file_is_said_in_a_sentence(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(BadSetting, match="QUARTERMASTER_HOME"):
        hold(tmp_path / "home", "front")
