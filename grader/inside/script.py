"""A script's statements, run one after the other: was its training over when one of them failed?"""

import ast
import codeop
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

from grader.inside.faults import DEVICE_ERRORS, failure

_OWN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def run(path: Path, folder: str, module: ModuleType, trained: Callable[[], int]) -> None:
    """Run the file at `path` in `module`, up to where it ends the program. `trained` counts what was seen of training.

    An error is only printed where training was seen before it, and neither its statement nor one behind it may train.
    """
    tree = ast.parse(path.read_bytes(), str(path))
    compile(tree, str(path), "exec", dont_inherit=True)  # raises for what no statement by itself is wrong in
    compiled = codeop.Compile()  # what is imported from __future__ is meant for all statements behind it
    for place, statement in enumerate(tree.body):
        seen = trained()
        try:
            exec(compiled(_alone(statement, place), str(path), "exec"), vars(module))  # type: ignore[arg-type]  # noqa: S102  running student code is the task
        except (Exception, SystemExit) as error:
            if isinstance(error, SystemExit) and not error.code:
                return
            over = 0 < seen == trained() and not _may_train(tree, tree.body[place:])
            if isinstance(error, DEVICE_ERRORS) or not over:
                raise
            say(path.name, error, folder)
            return


def say(name: str, error: BaseException, folder: str) -> None:
    """Say on standard error what stopped the file or the cell `name`, but not that it ended itself."""
    if not isinstance(error, SystemExit):
        why = failure(error, folder)
        sys.stderr.write(f"{name} stopped with an error: {why.type}: {why.message}\n")


def _alone(statement: ast.stmt, place: int) -> ast.Module:
    """Return it as a module. Text behind the first statement is not what the module says of itself."""
    text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return ast.Module([] if text and place else [statement], [])


def _may_train(tree: ast.Module, statements: Iterable[ast.stmt]) -> bool:
    """Whether one of the statements goes back from a loss, or names a function or class of the file that may."""
    named = {node: _names(node) for node in ast.walk(tree) if isinstance(node, _OWN)}
    going_back = {"backward"}
    while more := {node.name for node, names in named.items() if names & going_back} - going_back:
        going_back |= more
    return any(_names(statement) & going_back for statement in statements)


def _names(part: ast.AST) -> set[str]:
    nodes = list(ast.walk(part))
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }
