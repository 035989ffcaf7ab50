"""Encryption at rest: bodies, payloads and tokens are sealed before they reach the database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import BadSetting

NONCE_BYTES = 12


class Vault:
    """Seals with the first key and opens with any, so keys can be rotated while the product runs."""

    def __init__(self, keys: Sequence[bytes | str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise BadSetting("QUARTERMASTER_KEY", "it must be 32 bytes in URL-safe base64; make one anew") from error
        self._passing = AESGCM(AESGCM.generate_key(bit_length=256))

    def __repr__(self) -> str:
        return "Vault(…)"

    @staticmethod
    def new_key() -> bytes:
        """A fresh key."""
        return Fernet.generate_key()

    def wrap(self, text: str) -> bytes:
        """The text, encrypted and signed for this process alone: for what is passed on and never kept."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._passing.encrypt(nonce, text.encode("utf-8", "surrogatepass"), None)

    def unwrap(self, wrapped: bytes) -> str:
        """The text again; InvalidTag when this process did not wrap it so."""
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        return self._passing.decrypt(nonce, sealed, None).decode("utf-8", "surrogatepass")

    def seal(self, text: str) -> bytes:
        """The text, encrypted."""
        return self._fernet.encrypt(text.encode("utf-8", "surrogatepass"))

    def unseal(self, sealed: bytes) -> str:
        """The text again; BadSetting when no key of ours fits."""
        try:
            return self._fernet.decrypt(bytes(sealed)).decode("utf-8", "surrogatepass")
        except InvalidToken as error:
            raise BadSetting("QUARTERMASTER_KEY", "stored messages were sealed with another key") from error


def open_vault(key_file: Path, from_environment: str = "") -> Vault:
    """A vault from the environment's keys (comma-separated, newest first) or a 0600 file, made at first use."""
    if from_environment.strip():
        return Vault([key.strip() for key in from_environment.split(",") if key.strip()])
    key_file.parent.mkdir(parents=True, exist_ok=True)
    if not key_file.exists():
        _write_new_key(key_file)
    if key_file.stat().st_mode & 0o077:
        raise BadSetting(str(key_file), "other users can read it; run `chmod 600` on it")
    return Vault(key_file.read_bytes().split())


def _write_new_key(key_file: Path) -> None:
    """Writes a fresh key nobody else can read; the loser of a race between two processes reads the winner's."""
    draft = key_file.with_name(f"{key_file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, key_file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
