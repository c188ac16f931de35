"""Where in a reference a mistake can be made."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader import syntax

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Place:
    """The tree of a reference, and what its rubric says of it.

    `train` is the training function's name, None for a script. `answers` are the right answers as
    arithmetic on the `names` of the inputs, empty where the rubric gives none.
    """

    tree: ast.Module
    network: str
    train: str | None
    names: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    @property
    def training(self) -> ast.FunctionDef | None:
        """The training function."""
        found = (n for n in self.tree.body if isinstance(n, ast.FunctionDef) and n.name == self.train)
        return next(found, None)

    @property
    def argument(self) -> str | None:
        """The name by which the training function knows the network."""
        arguments = self.training.args.args if self.training else []
        return arguments[0].arg if arguments else None

    @property
    def constructor(self) -> ast.ClassDef | None:
        """The network's class."""
        return next((n for n in self.tree.body if isinstance(n, ast.ClassDef) and n.name == self.network), None)

    def answered(self, inputs: str) -> str:
        """Return the right answers to the tensor `inputs` as an expression. Names inside hide none outside of it."""
        # Added to zeros: an answer that is a mere number must become a column too.
        answers = ", ".join(f"0 * {self.names[0]} + ({answer})" for answer in self.answers)
        return f"(lambda {', '.join(self.names)}: torch.stack([{answers}], dim=-1))(*{inputs}.unbind(-1))"

    def method(self, name: str) -> ast.FunctionDef | None:
        """Return a method of the network's class."""
        body = self.constructor.body if self.constructor else []
        return next((n for n in body if isinstance(n, ast.FunctionDef) and n.name == name), None)


def blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield every list of statements, the innermost ones too."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def calls(tree: ast.AST, *names: str) -> list[ast.Call]:
    """Return the calls of functions or methods that are named so."""
    found = (n for n in ast.walk(tree) if isinstance(n, ast.Call))
    return [call for call in found if called(call) in names]


def called(call: ast.Call) -> str:
    """Return the last part of what is called: `Linear` of `nn.Linear(3, 5)`."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def statement_calls(statement: ast.stmt, name: str) -> bool:
    """Whether the statement is nothing but a call of a method `name`."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and called(statement.value) == name


def statements(text: str) -> list[ast.stmt]:
    """Parse statements."""
    return syntax.module(text).body
