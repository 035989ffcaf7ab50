"""Sealing: what is private is unreadable without the key, and keys can be changed while the product runs."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import BadSetting
from store.vault import Vault, open_vault

ROOT = Path(__file__).parents[2]
ODD = ["", "plain", "Zoë 🚀 Ωμέγα", "\u202egnp.exe", "line\nbreak\x00nul", "half \ud800 character", "x" * 40_000]


@pytest.mark.row("S4-32", "C6")
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_what_is_sealed_comes_back_byte_for_byte_and_cannot_be_read_meanwhile(text):
    vault = Vault([Vault.new_key()])
    sealed = vault.seal(text)
    assert vault.unseal(sealed) == text
    if len(text) > 3:
        assert text.encode("utf-8", "surrogatepass") not in sealed
    assert vault.seal(text) != sealed, "equal texts do not look equal"


@pytest.mark.row("D5", "S4-32")
def test_after_a_rotation_old_rows_open_and_new_ones_do_not_open_with_the_old_key():
    old, new = Vault.new_key(), Vault.new_key()
    before = Vault([old]).seal("from before")
    rotated = Vault([new, old])
    assert rotated.unseal(before) == "from before"
    after = rotated.seal("from after")
    assert Vault([new]).unseal(after) == "from after"
    with pytest.raises(BadSetting, match="sealed with another key"):
        Vault([old]).unseal(after)
    with pytest.raises(BadSetting, match="sealed with another key"):
        Vault([new]).unseal(before)


@pytest.mark.parametrize("sealed", [b"", b"x", b"gAAAAA", b"\xff\xfe"])
def test_what_was_never_sealed_is_refused(sealed):
    with pytest.raises(BadSetting):
        Vault([Vault.new_key()]).unseal(sealed)


def test_one_flipped_bit_is_noticed():
    vault = Vault([Vault.new_key()])
    sealed = bytearray(vault.seal("amount 100"))
    sealed[30] ^= 1
    with pytest.raises(BadSetting):
        vault.unseal(bytes(sealed))


@pytest.mark.row("D4")
def test_no_key_is_ever_shown():
    key = Vault.new_key()
    assert key.decode() not in repr(Vault([key]))
    with pytest.raises(BadSetting) as refused:
        Vault([key[:-4].decode()])
    assert key.decode()[:20] not in str(refused.value)


@pytest.mark.parametrize("keys", [",", "short", "ä" * 44, "a,b"])
def test_a_key_that_is_none_is_refused_in_one_sentence(tmp_path, keys):
    with pytest.raises(BadSetting, match="QUARTERMASTER_KEY"):
        open_vault(tmp_path / "key", keys)


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path):
    file = tmp_path / "deep" / "quartermaster.key"
    sealed = open_vault(file).seal("x")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["quartermaster.key"], "nothing else is left"
    assert open_vault(file).unseal(sealed) == "x"


def test_the_keys_of_the_environment_win_and_no_file_is_made(tmp_path):
    one, two = Vault.new_key().decode(), Vault.new_key().decode()
    vault = open_vault(tmp_path / "quartermaster.key", f" {one}, {two} ,")
    assert Vault([one]).unseal(vault.seal("x")) == "x"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.row("S4-32")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o601])
def test_a_key_file_that_others_can_reach_is_refused_with_what_to_do(tmp_path, mode):
    file = tmp_path / "quartermaster.key"
    open_vault(file)
    file.chmod(mode)
    with pytest.raises(BadSetting, match="chmod 600"):
        open_vault(file)


@pytest.mark.parametrize("content", [b"", b"\n", b"not a key", b"\xff\xfe\x00"])
def test_a_key_file_with_something_else_in_it_is_refused(tmp_path, content):
    file = tmp_path / "quartermaster.key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(BadSetting):
        open_vault(file)


def test_a_file_with_two_keys_opens_what_either_sealed(tmp_path):
    old, new = Vault.new_key(), Vault.new_key()
    file = tmp_path / "quartermaster.key"
    file.write_bytes(new + b"\n" + old + b"\n")
    file.chmod(0o600)
    assert open_vault(file).unseal(Vault([old]).seal("x")) == "x"


RACER = """
import sys, time
from pathlib import Path
from store.vault import open_vault
go = Path(sys.argv[2])
print("ready", flush=True)
while not go.exists():
    pass
print(open_vault(Path(sys.argv[1])).seal("mine").decode(), flush=True)
"""


def test_processes_racing_for_the_first_key_end_with_the_same(tmp_path):
    file, go = tmp_path / "home" / "quartermaster.key", tmp_path / "go"
    command = [sys.executable, "-c", RACER, str(file), str(go)]
    racers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for racer in racers:
        assert racer.stdout.readline() == "ready\n"
    go.touch()
    sealed = [racer.communicate(timeout=60)[0].strip() for racer in racers]
    assert [open_vault(file).unseal(one.encode()) for one in sealed] == ["mine", "mine"]
    assert os.listdir(file.parent) == ["quartermaster.key"]
