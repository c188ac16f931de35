"""`source`: constructs that must, or must not, stand in the code."""

import ast
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from grader import syntax
from grader.check import Check, Judgement, Seen, not_judged
from grader.fault import Fault, expected, faulty

_WORDS: dict[str, tuple[type[ast.AST], ...]] = {
    "for": (ast.For, ast.AsyncFor), "while": (ast.While,), "if": (ast.If, ast.IfExp), "with": (ast.With,),
    "try": (ast.Try, ast.TryStar), "lambda": (ast.Lambda,), "def": (ast.FunctionDef, ast.AsyncFunctionDef),
    "class": (ast.ClassDef,), "global": (ast.Global,),
    "comprehension": (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
}  # fmt: skip


def _construct(value: str) -> str:
    if value in _WORDS or all(part.isidentifier() for part in value.split(".")):
        return value
    words = ", ".join(_WORDS)
    raise expected("a dotted name such as `torch.optim.SGD`, or a Python word", value, f"words are {words}")


Constructs = tuple[Annotated[str, AfterValidator(_construct)], ...]


class Source(Check):
    """Says whether certain constructs stand in the code, or do not.

    **What it does.** It reads the code without running it. `torch.optim.SGD` is found under whatever name it was
    imported, and `SGD` is found at the end of any dotted name. A word, such as `for`, stands for the statement.
    Comments and strings play no part.

    **Why.** Where a task teaches a construct, or rules one out. What code does is seen better by other checks, so
    ask for no more than the task says.

    ```yaml
    - check: source
      points: 5
      must_use: [for, torch.optim.SGD]
      must_not_use: [sklearn, while]
    ```

    | diagnosis | when |
    | --- | --- |
    | `correct` | all that must be is there, and nothing that must not |
    | `construct_missing` | something that must be is not there |
    | `construct_forbidden` | something that must not be is there |
    | `no_load` | not judged: the code could not be read |
    """

    heading: ClassVar[str] = "The code uses what the task asks for"
    needs_network: ClassVar[bool] = False

    check: Literal["source"]
    must_use: Annotated[Constructs, Field(description="dotted names and words that must stand in the code")] = ()
    must_not_use: Annotated[Constructs, Field(description="those that must not")] = ()

    @model_validator(mode="after")
    def _asks_something(self) -> "Source":
        if not self.must_use and not self.must_not_use:
            raise faulty(Fault("expected `must_use` or `must_not_use`, found neither"))
        if both := set(self.must_use) & set(self.must_not_use):
            raise faulty(Fault(f"expected `{min(both)}` in one of the two lists, found it in both"))
        return self

    def judge(self, seen: Seen) -> Judgement:
        """Judge the text of the submission's Python files."""
        trees = [(file.path, tree) for file in seen.files if (tree := _tree(file.path, file.content)) is not None]
        if not trees:
            return not_judged("load", seen.submission)
        found: dict[str, str] = {}
        for path, tree in trees:
            for name, line in _uses(tree):
                found.setdefault(name, f"{path}, line {line}")
        places = {wanted: place for wanted in (*self.must_use, *self.must_not_use) if (place := _place(wanted, found))}
        evidence: dict[str, Any] = {"found": places}
        for wanted in self.must_not_use:
            if wanted in places:
                message = f"`{wanted}` stands in {places[wanted]}, and this task is to be solved without it."
                return Judgement(
                    0.0,
                    "construct_forbidden",
                    message,
                    "The task is about the way there, not only about the result: find one without it.",
                    evidence=evidence,
                )
        missing = [wanted for wanted in self.must_use if wanted not in places]
        if missing:
            names = " and ".join(f"`{name}`" for name in missing)
            message = f"This task is to be solved with {names}, not found in your code."
            share = 1 - len(missing) / len(self.must_use)
            return Judgement(
                share,
                "construct_missing",
                message,
                "The task is about using it: look at how the lab does.",
                evidence=evidence,
            )
        return Judgement(1.0, "correct", "All that the task asks for is there.", evidence=evidence)


def _tree(path: str, content: bytes) -> ast.Module | None:
    if not path.endswith(".py"):
        return None
    try:
        return syntax.module(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _uses(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield every word and every full dotted name that the code uses, with its line."""
    imported: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                imported[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}".lstrip(".")
        elif isinstance(node, ast.Import):
            # `import a.b` binds a; `import a.b as c` binds a.b.
            imported |= {alias.asname: alias.name for alias in node.names if alias.asname}
        if isinstance(node, ast.Import | ast.ImportFrom):
            origin = f"{node.module}." if isinstance(node, ast.ImportFrom) and node.module else ""
            yield from ((origin + alias.name, node.lineno) for alias in node.names)
    for node in ast.walk(tree):
        for word, kinds in _WORDS.items():
            if isinstance(node, kinds):
                yield word, getattr(node, "lineno", 0)
        if isinstance(node, ast.Name | ast.Attribute) and (name := _dotted(node)):
            first, dot, rest = name.partition(".")
            yield imported.get(first, first) + dot + rest, node.lineno


def _dotted(node: ast.expr) -> str:
    """Return `a.b.c` of an attribute's chain; of a value's method, such as `f(x).backward`, only `.backward`."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{_dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def _place(wanted: str, found: dict[str, str]) -> str:
    """Return where the construct stands first, empty if nowhere. A module's name stands for all below it too."""
    if wanted in _WORDS:
        return found.get(wanted, "")
    inside = f".{wanted}."
    return next((place for name, place in found.items() if name not in _WORDS and inside in f".{name}."), "")
