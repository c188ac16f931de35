"""Files that a rubric names: their paths start at its folder."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, BeforeValidator, ValidationInfo, WithJsonSchema

from grader.fault import closest, expected

PATH = WithJsonSchema({"type": "string"})


def existing(what: str) -> BeforeValidator:
    """Return what turns a rubric's words into the path of an existing file or folder; errors call it `what`."""

    def found(value: Any, info: ValidationInfo) -> Path:
        if not isinstance(value, str):
            raise expected(f"the path of {what}", value)
        rubric: Path | None = getattr(info.context, "path", None)
        path = rubric.parent / value if rubric is not None else Path(value)
        if not value or not os.path.exists(path):  # noqa: PTH110  Path.exists raises for some odd names
            beside = path.parent.iterdir() if os.path.isdir(path.parent) else ()  # noqa: PTH112
            near = closest(path.name, [found.name for found in beside if path.suffix in ("", found.suffix)])
            start = "its path starts at the rubric's folder; a copied rubric needs it copied too"
            hint = f"did you mean `{near}`?" if near else start
            raise expected(f"the path of {what} that exists", value, hint)
        return path

    return BeforeValidator(found)


def named(part: Any) -> Iterator[Path]:
    """Yield every file and folder that `part` of a rubric names: whatever in it is a path."""
    if isinstance(part, Path):
        yield part
    elif isinstance(part, tuple):
        for each in part:
            yield from named(each)
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from named(getattr(part, name))
