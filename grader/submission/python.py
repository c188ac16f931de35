"""A Python file: is it text, and what does it define and import?"""

import ast
import importlib.util
import symtable
from collections.abc import Iterable, Iterator

from grader import syntax
from grader.submission.problem import Unusable
from grader.wire.plan import SourceFile

_WORK = (ast.FunctionDef, ast.AsyncFunctionDef, ast.For, ast.AsyncFor, ast.While)


def check(file: SourceFile) -> None:
    """Raise `Unusable` for what is no Python text. Its syntax is Python's own business, behind the wall."""
    if not file.path.lower().endswith(".py"):
        raise Unusable("not_python", f"expected a .py file, a notebook (.ipynb) or a .zip; found {file.path}")
    if file.content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unusable("not_utf8", f"expected {file.path} saved as UTF-8; found UTF-16")
    if b"\0" in file.content:
        raise Unusable("binary", f"expected Python text in {file.path}; found binary data")
    try:
        text = importlib.util.decode_source(file.content)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        line = file.content[: getattr(error, "start", 0) or 0].count(b"\n") + 1
        raise Unusable(
            "not_utf8",
            f"expected {file.path} saved as UTF-8; found bytes on line {line} that are not",
        ) from error
    if not text.strip():
        raise Unusable("empty", f"expected Python code in {file.path}; found an empty file")


def defines(source: str | bytes, name: str) -> bool:
    """Whether `source` has a class `name` at its top level."""
    return any(isinstance(s, ast.ClassDef) and s.name == name for s in statements(source) or ())


def works(source: str | bytes) -> bool:
    """Whether `source` has a function or a loop outside of its classes, or can't be parsed."""
    body = statements(source)
    return body is None or any(isinstance(s, _WORK) for s in _outside(body))


def binds(source: str | bytes, name: str) -> bool:
    """Whether `source` gives `name` a value at its top level."""
    try:
        with syntax.alone():
            # It takes bytes too, as `compile` does.
            symbol = symtable.symtable(source, "", "exec").lookup(name)  # type: ignore[arg-type]
    except (SyntaxError, ValueError, RecursionError, MemoryError, KeyError):
        return False
    return symbol.is_assigned() or symbol.is_imported()


def emptied(source: str | bytes) -> set[str]:
    """Return the names of modules from which `source` imports all that they have."""
    stars = (s for s in statements(source) or () if isinstance(s, ast.ImportFrom) and s.names[0].name == "*")
    return {s.module.split(".")[0] for s in stars if s.module}


def makes(source: str | bytes, name: str) -> bool:
    """Whether a variable outside of functions in `source` gets what a call of `name` gives."""
    values = (s.value for s in _outside(statements(source) or ()) if isinstance(s, ast.Assign | ast.AnnAssign))
    calls = (node.func for value in values if value for node in ast.walk(value) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Name) and called.id == name for called in calls)


def runs(sources: Iterable[str | bytes], name: str) -> bool:
    """Whether a function in `sources` calls `name`, and one without parameters is called outside of functions."""
    body = [s for source in sources for s in _outside(statements(source) or ())]
    functions = [s for s in body if isinstance(s, ast.FunctionDef)]
    plain = {s.name for s in functions if ast.unparse(s.args) == ""}
    called = (s.value.func for s in body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call))
    made = (node.func for s in functions for node in ast.walk(s) if isinstance(node, ast.Call))
    return _names(called) & plain != set() and name in _names(made)


def _names(called: Iterable[ast.expr]) -> set[str]:
    return {one.id for one in called if isinstance(one, ast.Name)}


def _outside(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield all statements outside of functions and classes: those within `if`, `for`, `with` and `try` too."""
    for statement in body:
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _outside(inner for inner in ast.iter_child_nodes(statement) if isinstance(inner, ast.stmt))
            handlers = getattr(statement, "handlers", ())
            yield from _outside(inner for handler in handlers for inner in handler.body)


def imported(source: str | bytes) -> set[str]:
    """Return the names of modules that lie beside the file, if they are the student's."""
    names: set[str] = set()
    for top in statements(source) or ():
        for node in ast.walk(top):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return names


def statements(source: str | bytes) -> list[ast.stmt] | None:
    """Return the statements at the top level, None where `source` can't be parsed."""
    try:
        return syntax.module(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
