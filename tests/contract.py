"""What the platform takes: `results.json` by the schema that is written from its documentation."""

import json
from pathlib import Path
from typing import Any

import jsonschema

SCHEMA = json.loads((Path(__file__).parent / "results.schema.json").read_text())


def valid(content: bytes) -> dict[str, Any]:
    """Return the content of a `results.json`; fails where the platform would not take it."""
    results: dict[str, Any] = json.loads(content, parse_constant=_refused)
    jsonschema.validate(results, SCHEMA)
    return results


def _refused(constant: str) -> None:
    raise AssertionError(f"no JSON number: {constant}")
