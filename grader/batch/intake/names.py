"""Names that others chose: for people to read, and for our file system to take."""

import hashlib
import re
import unicodedata

from grader.batch.intake.handed_in import Student

_LONGEST = 200
"""Bytes; file systems take 255."""
_KEY = 40
_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
"""What Windows keeps for its devices."""


def printable(text: str) -> str:
    """Return `text` with every control character and every undecodable byte written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def file_name(name: str) -> str:
    """Return the name under which a student's file is stored: its own, where any system can take it.

    Composed as Python composes identifiers, so that an `import` finds a file that came from a Mac.
    """
    name = unicodedata.normalize("NFC", name)
    name = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else "_" for c in name)
    if not name.strip("."):  # `.` and `..` lead elsewhere
        return "_"
    if len(name.encode()) <= _LONGEST:
        return name
    stem, dot, suffix = name.rpartition(".")
    end = f"-{_digest(name)}" + (f".{suffix}" if dot and len(suffix) < 10 else "")  # noqa: PLR2004  no longer suffix is one
    return (stem or suffix).encode()[: _LONGEST - len(end.encode())].decode(errors="ignore") + end


def key(identity: str, students: tuple[Student, ...]) -> str:
    """Return a folder name for a hand-in, made of lower-case letters, digits and `-`.

    It depends on nothing but who it is, so that it stays the same when others hand in.
    """
    slug = _slug(" ".join(student.name for student in students))
    if identity == slug and not _RESERVED.fullmatch(slug):
        return slug
    if identity.isascii() and identity.isdigit() and len(identity) <= _KEY:
        return f"{slug}-{identity}" if slug else identity
    return f"{slug or 'student'}-{_digest(identity)}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_KEY].strip("-")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:10]
