"""A Python file: is it text, and what does it define and import?"""

import ast
import difflib
import importlib.util
import symtable
from collections.abc import Iterable, Iterator, Sequence

from grader import syntax
from grader.submission.problem import Unusable
from grader.wire.plan import SourceFile

Own = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


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
    """Whether `source` has a class or a function `name` at its top level."""
    return any(isinstance(s, Own) and s.name == name for s in statements(source) or ())


def goes_back(source: str | bytes) -> bool:
    """Whether `source` calls what is named `backward`, as training does."""
    return _goes_back(statements(source) or ())


def _goes_back(parts: Iterable[ast.AST]) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "backward" for part in parts for node in ast.walk(part))


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


def makes(sources: Iterable[str | bytes], name: str) -> bool:
    """Whether what runs outside of functions in `sources` calls `name`, or a function or class of its own that may."""
    own, run = _divided(sources)
    called = _called(run)
    return name in called or (name in _called(own) and not called.isdisjoint(s.name for s in own))


def overlooks(sources: Sequence[str | bytes], name: str) -> bool:
    """Whether a function in `sources` that trains has nearly the name `name` and is never called, and nothing does."""
    own, run = _divided(sources)
    unused = {s.name for s in own if isinstance(s, ast.FunctionDef) and _goes_back([s])} - _called([*own, *run])
    reached: list[ast.AST] = [*run]
    while more := [s for s in own if s not in reached and s.name in _called(reached)]:
        reached += more
    return bool(difflib.get_close_matches(name, unused)) and not _goes_back(reached)


def _divided(sources: Iterable[str | bytes]) -> tuple[list[Own], list[ast.expr]]:
    """Return the functions and classes in `sources`, and the expressions of all that runs outside of them."""
    body = [s for source in sources for s in _outside(statements(source) or ())]
    rest = (s for s in body if not isinstance(s, Own))
    run = [part for s in rest for part in ast.iter_child_nodes(s) if isinstance(part, ast.expr)]
    return [s for s in body if isinstance(s, Own)], run


def trains(source: str | bytes, name: str) -> bool:
    """Whether `source` gives `name` a value at its top level that may be called with one argument, or with none."""
    latest = None
    for statement in _outside(statements(source) or ()):
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            latest = _takes_one(statement)
        elif isinstance(statement, ast.Assign) and any(_unpacks(target, name) for target in statement.targets):
            latest = False
        elif isinstance(statement, ast.Assign) and _is_one(statement.targets, name):
            latest = True
    return binds(source, name) if latest is None else latest


def _takes_one(function: ast.FunctionDef) -> bool:
    """Whether it may be called with one argument, or with none; a decorator may make of it what it will."""
    given = function.args
    needed = len(given.posonlyargs) + len(given.args) - len(given.defaults) + given.kw_defaults.count(None)
    return needed <= 1 or bool(function.decorator_list)


def _unpacks(target: ast.expr, name: str) -> bool:
    """Whether a part of something is given to `name`, as where data are divided."""
    return isinstance(target, ast.Tuple | ast.List) and _is_one(target.elts, name)


def _is_one(targets: Sequence[ast.expr], name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _called(parts: Iterable[ast.AST]) -> set[str]:
    """Return the names that are called in these parts of a tree."""
    nodes = (node for part in parts for node in ast.walk(part))
    return {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}


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
