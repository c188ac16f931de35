"""Where things lie on this machine, which is no business of those who read a report."""

import os
import sys
from pathlib import Path


def without_places(text: str, folder: str) -> str:
    """Return `text` without the way to the student's `folder`, to Python and its libraries, and to the grader."""
    shown = dict.fromkeys((sys.prefix, sys.base_prefix, sys.exec_prefix), "<python>")
    shown[str(Path(__file__).parents[1])] = "<grader>"
    # The first may be a link to the other, as a temporary folder is on macOS.
    for place in (folder, os.path.realpath(folder)):
        inside = place.rstrip(os.sep) + os.sep
        shown |= {inside: "", place: "."}
    # What lies in another goes first, or half of its place would be left.
    for place in sorted(shown, key=len, reverse=True):
        text = text.replace(place, shown[place])
    return text
