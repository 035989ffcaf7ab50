"""Finds out how a file's bytes spell letters, by all of its bytes, and refuses what would only be a guess."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from store.crm.imports.errors import CannotImport

BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
CHUNK = 1 << 20
MOST_ZEROS = 10
"""One zero byte in so many is no slip in a row: the file is not text."""
MOST_WORDS = 5_000
LEAST_PLAUSIBLE = 0.9
MOST_UNPACKED, MOST_TIMES = 200_000_000, 200
"""A file that unpacks to more bytes than this, and to more times its own size, is made to fill a disk."""
NOT_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
HIGH_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
UTF_8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
MARKS = frozenset("€‚„…‘’“”•–—™ ¡£¥§©ª«®°²³´·¹º»¼½¾¿ˆ˜")
"""What stands beside words in Western text, rather than in them."""
HOW = 'Save it as UTF-8, or say how it is written in a map (encoding = "cp1252").'


@dataclass(frozen=True)
class Encoding:
    """How a file is written. `is_torn` means that some of its rows hold bytes which are not in that encoding."""

    name: str
    is_torn: bool = False
    note: str = ""


def of_start(start: bytes, name: str) -> str:
    """The encoding that the first bytes give away; empty where all bytes have to be seen."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    zeros, half = start.count(b"\x00"), len(start) / 2
    if zeros * MOST_ZEROS <= len(start):
        return ""
    even, odd = start[::2].count(b"\x00"), start[1::2].count(b"\x00")
    if odd > half * 0.5 and not even:
        return "utf-16-le"
    if even > half * 0.5 and not odd:
        return "utf-16-be"
    raise CannotImport(f"{name} is not a CSV file: it holds zero bytes.", "Export the records as CSV (UTF-8).")


def of_all(file: IO[bytes], packed_size: int, name: str) -> Encoding:
    """The encoding that every byte of the file fits: UTF-8, else Windows-1252 where the letters make words in it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in unpacked(file, packed_size, name):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        file.seek(0)
        return _western(file, name)
    return Encoding("utf-8")


def unpacked(file: IO[bytes], packed_size: int, name: str) -> Iterator[bytes]:
    """The file's bytes, as long as they are no more than an honest file would hold."""
    size = 0
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > MOST_UNPACKED and size > packed_size * MOST_TIMES:
            raise CannotImport(
                f"{name} unpacks to more than {MOST_TIMES} times its size, as no export does.",
                "Unpack it yourself and look at it before you import it.",
            )
        yield chunk


def _western(file: IO[bytes], name: str) -> Encoding:
    """Windows-1252, UTF-8 with torn rows, or CannotImport where both would be guesses."""
    words, of_utf_8, others, first_line = [], 0, 0, 0
    for number, line in enumerate(file, 1):
        if line.isascii():
            continue
        rest = UTF_8_CHARACTER.sub(b"", line)
        of_utf_8 += len(rest) < len(line)
        if not rest.isascii():
            others += 1
            first_line = first_line or number
        if found := NOT_IN_CP1252.search(rest):
            words.append(found[0])
        if len(words) < MOST_WORDS:
            words += HIGH_WORD.findall(line)
    if of_utf_8 > others:
        return Encoding(
            "utf-8", True, f"{name} is written in UTF-8, but {others:,} of its rows hold bytes that are not."
        )
    plausible = [_reads(word) for word in words]
    if sum(plausible) < len(plausible) * LEAST_PLAUSIBLE:
        raise CannotImport(f"{name} is not written in UTF-8: {_where(file, first_line)}.", HOW)
    example = next((word for word, reads in zip(words, plausible, strict=True) if reads), b"").decode("cp1252")
    note = f"{name} is not written in UTF-8, so it was read as Windows-1252 (“{example}”, for example)."
    return Encoding("cp1252", False, note)


def _where(file: IO[bytes], line: int) -> str:
    file.seek(0)
    for number, text in enumerate(file, 1):
        if number == line:
            byte = next(b for b in UTF_8_CHARACTER.sub(b"", text) if b > 127)
            return f"line {line:,} holds the byte 0x{byte:02X}, and its words make no sense in Windows-1252 either"
    return "its bytes do not fit"


def _reads(word: bytes) -> bool:
    """Whether a word looks like one in Western letters: few of them in a row, and no capital after a small one."""
    try:
        text = word.decode("cp1252").strip("".join(MARKS))
    except UnicodeDecodeError:
        return False
    if any(not c.isalpha() and c not in "’´·­" for c in text):
        return False
    before = ""
    in_a_row = 0
    for c in text:
        in_a_row = in_a_row + 1 if not c.isascii() else 0
        if in_a_row > 2 or (not c.isascii() and c.isupper() and before.islower()):
            return False
        before = c
    return True
