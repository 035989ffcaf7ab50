"""Checks Quartermaster's audit trail without Quartermaster, its key or a network: Python's own library is enough.

    python verify_audit.py quartermaster.db checkpoints/audit.jsonl
    psql -c "\\copy (SELECT * FROM app_audit ORDER BY seq) TO 'trail.csv' (FORMAT csv, HEADER)"
    python verify_audit.py trail.csv checkpoints/audit.jsonl PUBLIC_KEY

Every entry carries the hash of the one before it, so nothing can be changed, taken out, put in or moved unseen. What
people wrote is sealed; the chain is made over the sealed bytes, so it is checked without opening them. Only its end can
be cut off: the checkpoints say which hash stood at which entry. Given their public key (`quartermaster audit key`), and
the `cryptography` library, their signatures are checked too.
"""

import base64
import csv
import json
import sqlite3
import sys
from hashlib import sha256
from pathlib import Path

QUERY = """SELECT seq, at, actor, on_behalf_of, action, subject, outcome, approval,
                  cost_usd, details, digest, previous, hash FROM app_audit ORDER BY seq"""
TEXTS = ("actor", "on_behalf_of", "action", "subject", "outcome", "approval")
PURPOSE = b"quartermaster audit checkpoint v1\n"
problems = []


def entries(path):
    """Every entry in its order, each as QUERY gives it; `details` are sealed bytes, or None once erased."""
    if path.endswith(".csv"):
        csv.field_size_limit(2**31 - 1)
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                sealed = bytes.fromhex(row["details"].removeprefix("\\x")) or None
                yield (int(row["seq"]), int(row["at"]), *(row[name] for name in TEXTS), float(row["cost_usd"]),
                       sealed, row["digest"], row["previous"], row["hash"])  # fmt: skip
    else:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        yield from database.execute(QUERY)


def digest_of(sealed):
    """What stands in the chain for the sealed words of an entry."""
    return "sealed:" + base64.urlsafe_b64encode(sha256(sealed).digest()).decode().rstrip("=")


def check_chain(path):
    """{number: hash} of every entry; what does not hold is put among the problems."""
    hashes, expected, previous, older = {}, 1, "0" * 64, 0
    for entry in entries(path):
        seq, *said, cost, sealed, digest, follows, own = entry
        written = json.dumps([seq, *said, repr(float(cost)), digest, follows], ensure_ascii=False)
        if sha256(written.encode()).hexdigest() != own:
            problems.append(f"entry {seq} was changed")
        if seq != expected:
            problems.append(f"entry {expected} is missing")
        elif follows != previous:
            problems.append(f"entry {seq} does not follow the one before it")
        if sealed is not None and digest.startswith("sealed:") and digest_of(sealed) != digest:
            problems.append(f"the sealed words of entry {seq} were changed")
        older += sealed is not None and not digest.startswith("sealed:")
        hashes[seq], expected, previous = own, seq + 1, own
    print(f"{len(hashes)} entries read; the words of {older} can only be checked with the key, being of an old release")
    return hashes


def check_checkpoints(path, hashes, public_key):
    """Puts among the problems what the checkpoints and the chain hold against each other."""
    lines, previous = [], "0" * 64
    for number, text in enumerate(Path(path).read_text("utf-8").splitlines(), start=1):
        line = json.loads(text)
        if line["number"] != number or line["previous"] != previous:
            problems.append(f"checkpoint {number} does not follow the one before it")
        if public_key:
            from cryptography.exceptions import InvalidSignature
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

            signed = json.dumps({name: line[name] for name in line if name != "signature"}, sort_keys=True)
            try:
                key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
                key.verify(bytes.fromhex(line["signature"]), PURPOSE + signed.encode())
            except (InvalidSignature, ValueError):
                problems.append(f"checkpoint {number} was not signed with this key")
        previous = sha256(text.encode()).hexdigest()
        lines.append(line)
    kept_up_to = float("inf")
    for line in reversed(lines):  # entries that a restored backup took away are excused by the line that says so
        if 0 < line["seq"] <= kept_up_to and hashes.get(line["seq"]) != line["head"]:
            problems.append(f"entry {line['seq']} is not the one that checkpoint {line['number']} saw")
        if line["restored"]:
            kept_up_to = min(kept_up_to, line["seq"])
    print(f"{len(lines)} checkpoints read, signatures {'checked' if public_key else 'not checked'}")


if __name__ == "__main__":
    found = check_chain(sys.argv[1])
    if len(sys.argv) > 2:
        check_checkpoints(sys.argv[2], found, "".join(sys.argv[3:4]))
    print("\n".join(problems) or "The trail holds.")
    sys.exit(bool(problems))
