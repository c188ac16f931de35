"""The part of a script that its network class needs, without the work the script does at top level.

A script trains at top level, so a fresh child that must only build the network can't run all of it.
What is kept, in order: imports, classes and other names for them, functions, calls that only configure an imported
library, and the statements that bind the global names which the classes need, found by following names.
"""

import ast
import symtable
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
_IMPORT = (ast.Import, ast.ImportFrom)


def definitions(parts: Sequence[tuple[str, str]]) -> list[ast.Module]:
    """Return, for each part's text and file name, the statements that the classes need. Raises `SyntaxError`.

    A script is one part; each cell of a notebook is one.
    """
    whole = [ast.parse(text, file) for text, file in parts]
    trees = [_unguarded(tree) for tree in whole]
    tops = {statement for tree in whole for statement in tree.body}
    body = [statement for tree in trees for statement in tree.body]
    globals_of = {
        statement: names
        for (text, file), tree in zip(parts, trees, strict=True)
        for statement, names in _globals_in(tree, symtable.symtable(text, file, "exec"))
    }
    imported = {name for s in body if isinstance(s, _IMPORT) for name in _binds(s)}
    functions = {s.name: s for s in body if isinstance(s, _FUNCTION)}
    kept: set[ast.stmt] = {s for s in body if isinstance(s, (*_IMPORT, *_FUNCTION, ast.ClassDef))}
    # Not below the guard: there it comes after the training.
    kept.update(s for s in tops if _configures(s, imported))
    classes = {s.name for s in body if isinstance(s, ast.ClassDef)}
    kept.update(
        s for s in body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Name) and s.value.id in classes
    )
    needed: set[str] = set()
    frontier = [s for s in kept if not isinstance(s, _FUNCTION)]
    while frontier:
        names = _uses(frontier.pop(), globals_of) - needed
        needed |= names
        frontier += [functions[name] for name in names if name in functions]
        more = [s for s in body if s not in kept and _binds(s) & names]
        kept.update(more)
        frontier += more
    return [ast.Module([s for s in tree.body if s in kept], tree.type_ignores) for tree in trees]


def _unguarded(tree: ast.Module) -> ast.Module:
    """Return the module with what stands below `if __name__ == "__main__"` in that statement's place."""
    return ast.Module([s for top in tree.body for s in (top.body if _is_guard(top) else [top])], tree.type_ignores)


def _is_guard(statement: ast.stmt) -> TypeGuard[ast.If]:
    if not isinstance(statement, ast.If) or not isinstance(statement.test, ast.Compare):
        return False
    compared = [statement.test.left, *statement.test.comparators]
    is_name = any(isinstance(one, ast.Name) and one.id == "__name__" for one in compared)
    return is_name and isinstance(statement.test.ops[0], ast.Eq)


def _globals_in(tree: ast.Module, table: symtable.SymbolTable) -> Iterator[tuple[ast.stmt, set[str]]]:
    """Yield each class and function with the global names that are used inside it."""
    by_line = {child.get_lineno(): _globals(child) for child in table.get_children()}
    for statement in tree.body:
        if isinstance(statement, (*_FUNCTION, ast.ClassDef)):
            yield statement, by_line.get(statement.lineno, set())


def _globals(table: symtable.SymbolTable) -> set[str]:
    own = {s.get_name() for s in table.get_symbols() if s.is_global()}
    return own.union(*(_globals(child) for child in table.get_children()))


def _uses(statement: ast.stmt, globals_of: Mapping[ast.stmt, set[str]]) -> set[str]:
    """Global names that a top-level statement needs in order to run."""
    if not isinstance(statement, (*_FUNCTION, ast.ClassDef)):
        return _loads(statement)
    around: list[ast.AST] = [*statement.decorator_list]
    if isinstance(statement, ast.ClassDef):
        around += [*statement.bases, *statement.keywords]
    else:
        around.append(statement.args)
    return globals_of[statement].union({statement.name}, *(_loads(part) for part in around))


def _loads(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _binds(statement: ast.stmt) -> set[str]:
    """Names that a statement binds, or whose attributes or items it sets."""
    if isinstance(statement, _IMPORT):
        return {(alias.asname or alias.name).split(".")[0] for alias in statement.names}
    if isinstance(statement, (*_FUNCTION, ast.ClassDef)):
        return {statement.name}
    bound: set[str] = set()
    for node in ast.walk(statement):
        root = node
        if not isinstance(getattr(node, "ctx", None), ast.Store):
            continue
        while isinstance(root, ast.Attribute | ast.Subscript):
            root = root.value
        if isinstance(root, ast.Name):
            bound.add(root.id)
    return bound


def _configures(statement: ast.stmt, imported: set[str]) -> bool:
    """Whether a bare call only sets up an imported library: torch.set_default_dtype(torch.float64).

    What is asked of a notebook's program is no such call: the code behind its `%time` may train.
    """
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    names = _loads(statement)
    called = statement.value.func
    configures = isinstance(called, ast.Attribute) and called.attr != "exit"
    return configures and bool(names) and names <= imported - {"IPython", "get_ipython"}
