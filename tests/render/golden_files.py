"""Golden files: what every renderer makes of every report.

After a change that is meant, write them anew and read the difference before committing it:

    REGENERATE=1 pytest tests/render && git diff tests/render/golden
"""

import os
from pathlib import Path

_FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """Compare `text` with the golden file `name`, or write that file where `REGENERATE` is set."""
    file = _FOLDER / name
    if os.environ.get("REGENERATE"):
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8"), f"{name}: if this is meant, see {__file__}"
