"""`grade rubric new`: a commented rubric and a reference to change, both working from the start."""

import hashlib
import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from grader.checks.held_out_loss import HeldOutLoss
from grader.columns import as_torch
from grader.errors import RubricError, UsageError
from grader.rubric import Rubric, load
from grader.starter.rule import Rule, rule_of
from grader.writing import write

_PLAIN = re.compile(r"[\w +/()-]*\w[\w +/()*-]*")
"""What YAML takes for text, or for a number, within brackets."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What an instructor said: the file's name, the title, and what the network maps to what.

    `names` are those of the inputs, `target` has an arithmetic expression in them for each output.
    """

    name: str
    title: str
    network: str
    train: str
    names: tuple[str, ...]
    target: tuple[str, ...]


def start(answers: Answers, folder: Path) -> tuple[Path, ...]:
    """Write rubric, reference and the schema for editors into `folder`; return their paths.

    Raises `UsageError` for answers that make no rubric, and where one of the files is there already,
    `UnwritableError` where they can't be written.
    """
    templates = _templates()
    words = _words(answers)
    names = (f"{answers.name}.yaml", f"{answers.name}_reference.py")
    template = templates.get_template("rubric.yaml")
    rule = _rule(_tried(template.render(words, rule=Rule(straight=True, numbers=1)), *names))
    rubric = template.render(words, rule=rule)
    reference = templates.get_template("reference.py.txt").render(words, straight=rule.straight)
    files = dict(zip(names, (rubric, reference), strict=True))
    schema = folder / "rubric.schema.json"
    paths = tuple(folder / name for name in files)
    for path in paths:
        if path.exists():
            raise UsageError(f"expected no file at {path}; found one", hint="choose another name")
    for path, text in zip(paths, files.values(), strict=True):
        write(path, text.encode())
    write(schema, (json.dumps(Rubric.model_json_schema(), indent=2) + "\n").encode())
    return (*paths, schema)


def _tried(text: str, name: str, reference: str) -> Rubric:
    """Return the rubric, loaded where nothing else lies. Raises `UsageError` for one that is none."""
    with tempfile.TemporaryDirectory() as trial:
        Path(trial, name).write_text(text, encoding="utf-8")
        Path(trial, reference).touch()
        try:
            return load(Path(trial, name))
        except RubricError as error:
            raise UsageError(str(error).replace(f"{trial}/", "in the new ")) from None


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("grader.starter"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        autoescape=False,  # noqa: S701  YAML and Python, not HTML
    )


def _words(answers: Answers) -> dict[str, Any]:
    return {
        "name": answers.name,
        "title": answers.title,
        "network": answers.network,
        "train": answers.train,
        "names": answers.names,
        "width": len(answers.target),
        "target": [text if _PLAIN.fullmatch(text) else json.dumps(text) for text in answers.target],
        "columns": [as_torch(text, answers.names) for text in answers.target],
        "at_least": (len(answers.names) + 1) * len(answers.target),
        # Other held-out inputs for each rubric.
        "seed": int.from_bytes(hashlib.sha256(answers.name.encode()).digest()[:2], "big"),
    }


def _rule(rubric: Rubric) -> Rule:
    (check,) = (check for check in rubric.checks if isinstance(check, HeldOutLoss))
    return rule_of(check)
