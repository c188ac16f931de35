"""`junit.xml`: every check of every hand-in as a test case, for tools that read nothing else."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from grader.batch.row import Mark, Row

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write (section 2.2)."""


def junit(title: str, rows: Sequence[Row]) -> bytes:
    """Return the file. Lost marks are failures, faults of the grader errors, and what was not judged is skipped."""
    # Each is made into text by itself: as elements, ten thousand of them take tens of megabytes.
    suites = b"".join(map(_suite, rows))
    head = f"<?xml version='1.0' encoding='utf-8'?>\n<testsuites name={quoteattr(_clean(title))}>\n"
    return head.encode() + suites + b"</testsuites>\n"


def _suite(row: Row) -> bytes:
    statuses = [mark.status for mark in row.marks]
    suite = ET.Element(
        "testsuite",
        name=_clean(row.handed_in.key),
        tests=str(len(statuses)),
        failures=str(sum(s in ("failed", "partial") for s in statuses)),
        errors=str(statuses.count("error")),
        skipped=str(statuses.count("not_judged")),
    )
    for mark in row.marks:
        _case(suite, row, mark)
    ET.indent(suite, level=1)
    text: bytes = ET.tostring(suite, encoding="utf-8")
    return b"  " + text.rstrip() + b"\n"


def _case(suite: ET.Element, row: Row, mark: Mark) -> None:
    case = ET.SubElement(suite, "testcase", classname=_clean(row.handed_in.key), name=mark.id)
    word = {"failed": "failure", "partial": "failure", "error": "error", "not_judged": "skipped"}.get(mark.status)
    if word:
        ET.SubElement(case, word, message=_clean(f"{mark.diagnosis}: {mark.message}"))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
