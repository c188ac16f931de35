"""`grade rubric new`: a commented rubric and a reference to change, both working from the start."""

import ast
import hashlib
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import ClassVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from grader.errors import RubricError, UsageError
from grader.rubric import Rubric, load

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

    Raises `UsageError` for answers that make no rubric, and where one of the files is there already.
    """
    files = _files(answers)
    with tempfile.TemporaryDirectory() as trial:
        for name, text in files.items():
            Path(trial, name).write_text(text, encoding="utf-8")
        try:
            load(Path(trial, f"{answers.name}.yaml"))
        except RubricError as error:
            raise UsageError(str(error).replace(f"{trial}/", "in the new ")) from None
    schema = folder / "rubric.schema.json"
    paths = tuple(folder / name for name in files)
    for path in paths:
        if path.exists():
            raise UsageError(f"expected no file at {path}; found one", hint="choose another name")
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    schema.write_text(json.dumps(Rubric.model_json_schema(), indent=2) + "\n", encoding="utf-8")
    return (*paths, schema)


def _files(answers: Answers) -> dict[str, str]:
    environment = Environment(
        loader=PackageLoader("grader.starter"), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False  # noqa: S701  YAML and Python, not HTML
    )  # fmt: skip
    words = {
        "name": answers.name,
        "title": answers.title,
        "network": answers.network,
        "train": answers.train,
        "names": answers.names,
        "width": len(answers.target),
        "target": [text if _PLAIN.fullmatch(text) else json.dumps(text) for text in answers.target],
        "columns": [_of_columns(text, answers.names) for text in answers.target],
        "at_least": (len(answers.names) + 1) * len(answers.target),
        # Other held-out inputs for each rubric.
        "seed": int.from_bytes(hashlib.sha256(answers.name.encode()).digest()[:2], "big"),
    }
    return {
        f"{answers.name}.yaml": environment.get_template("rubric.yaml").render(words),
        f"{answers.name}_reference.py": environment.get_template("reference.py.txt").render(words),
    }


def _of_columns(text: str, names: Sequence[str]) -> str:
    """Return the expression for whole columns; one without a name in it is repeated down the column."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return text
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if not used & set(names):
        return f"{text} + 0 * {names[0]}"
    return ast.unparse(_Columns().visit(tree)) if used & _Columns.FUNCTIONS.keys() else text


class _Columns(ast.NodeTransformer):
    """Python's `min` and `max` of numbers become torch's of columns."""

    FUNCTIONS: ClassVar = {"min": "minimum", "max": "maximum"}

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name) or node.func.id not in self.FUNCTIONS:
            return node
        function = ast.Attribute(ast.Name("torch"), self.FUNCTIONS[node.func.id])
        return reduce(lambda one, other: ast.Call(function, [one, other], []), node.args)
