"""The key that signs audit checkpoints: kept outside the database, so whoever holds the records cannot sign."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from domain.errors import BadSetting

PURPOSE = b"quartermaster audit checkpoint v1\n"
"""Signed in front of every text, so that a signature of ours can never be used for anything else."""


class Signer:
    """Signs with one Ed25519 key, and knows its own signatures again."""

    def __init__(self, key: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(key)
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def __repr__(self) -> str:
        return f"Signer({self.name})"

    @property
    def name(self) -> str:
        """A short name of the key, made from its public half."""
        return hashlib.sha256(self.public).hexdigest()[:16]

    def sign(self, said: bytes) -> str:
        """The signature of a text, in hexadecimal."""
        return self._key.sign(PURPOSE + said).hex()

    def signed(self, said: bytes, signature: str) -> bool:
        """Whether this key signed the text."""
        try:
            self._key.public_key().verify(bytes.fromhex(signature), PURPOSE + said)
        except (InvalidSignature, ValueError):
            return False
        return True


def open_signer(key_file: Path, from_environment: str = "", *, make: bool = True) -> Signer | None:
    """The signer of the environment's key or of a 0600 file, made at first use; None when there is none to open.

    `make` is off where signatures already stand: a fresh key in place of a lost one would make them all look forged.
    """
    if from_environment.strip():
        return Signer(_key_of(from_environment.strip(), "QUARTERMASTER_SIGNING_KEY"))
    if not key_file.exists():
        if not make:
            return None
        _write_new_key(key_file)
    if key_file.stat().st_mode & 0o077:
        raise BadSetting(str(key_file), "other users can read it; run `chmod 600` on it")
    return Signer(_key_of(key_file.read_text("ascii", "replace").strip(), str(key_file)))


def _key_of(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BadSetting(where, "it must be 32 random bytes in URL-safe base64")
    return key


def _write_new_key(key_file: Path) -> None:
    """Writes a fresh key nobody else can read; the loser of a race between two processes reads the winner's."""
    key_file.parent.mkdir(parents=True, exist_ok=True)
    draft = key_file.with_name(f"{key_file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.urlsafe_b64encode(Ed25519PrivateKey.generate().private_bytes_raw()))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, key_file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
