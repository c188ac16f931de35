"""Write `docs/checks.md` and the rubrics' schema from the checks; with `--check`, exit 1 where one is stale."""

import inspect
import json
import sys
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from grader.check import Check
from grader.checks import KINDS
from grader.rubric import Rubric

PAGE = Path(__file__).with_name("checks.md")
SCHEMA = Path(__file__).parents[1] / "rubrics/rubric.schema.json"
HEAD = """# Checks

Each entry under `checks:` in a rubric file is one of these kinds. This page is written by
`docs/build_checks.py` from `grader/checks/`, so change it there.

A check is judged from what was seen of the submission, never by running it again. Where the phase it needs did
not happen, it is *not judged*, which earns nothing and says what to fix first.
"""


def page() -> str:
    """Return the whole page."""
    shared = {name: field for name, field in Check.model_fields.items() if name != "check"}
    contents = "\n".join(f"- [`{kind}`](#{kind}): {check.heading}" for kind, check in KINDS.items())
    whole = _table(Rubric.model_fields)
    parts = [HEAD, contents, "## Keys of a rubric", whole, "## Keys of every check", _table(shared)]
    for kind, check in KINDS.items():
        own = {name: field for name, field in check.model_fields.items() if name not in Check.model_fields}
        parts += [f"## {kind}", inspect.cleandoc(check.__doc__ or ""), *([_table(own)] if own else [])]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _table(fields: dict[str, FieldInfo]) -> str:
    rows = [f"| `{name}` | {_default(field)} | {field.description or ''} |" for name, field in fields.items()]
    return "\n".join(["| key | if left out | what it says |", "| --- | --- | --- |", *rows])


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "*needed*"
    default = field.get_default(call_default_factory=True)
    if default in (None, "", (), {}) or isinstance(default, BaseModel):
        return "–"
    return f"`[{', '.join(default)}]`" if isinstance(default, tuple) else f"`{default}`"


def schema() -> str:
    """Return the JSON Schema of rubric files, which gives completion in editors."""
    return json.dumps(Rubric.model_json_schema(), indent=2) + "\n"


if __name__ == "__main__":
    for path, text in ((PAGE, page()), (SCHEMA, schema())):
        if sys.argv[1:] != ["--check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path} is stale: run {Path(__file__).name}")
