"""Load the student's file as a module, the way Python would, and find what the plan names in it."""

import ast
import difflib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from torch import nn

from grader.inside import script, shell
from grader.inside.definitions import definitions
from grader.inside.faults import DEVICE_ERRORS, Lacking
from grader.inside.notebook import Notebook, new_module, run, tell
from grader.inside.training_call import is_a
from grader.wire.cells import is_cell

PACKAGE = "submission"
MOST_OTHERS = 3
_LAYERS = {"Linear", "Sequential", "ModuleList", "Parameter"}


def load(
    folder: str,
    main: str,
    cells: Sequence[str] = (),
    trained: Callable[[], int] = lambda: 0,
    needed: Sequence[str] = (),
) -> ModuleType:
    """Run the whole file `main` as a module of the package `submission`, or a notebook's `cells`; return the module.

    The package makes `from .second import x` work, the folders on the path `import second`. `trained` counts what
    was seen of training so far. An error after all names that are `needed` were given a value is only printed, as
    where a file tries its network out in its last line.
    """
    if cells:
        notebook = _notebook(folder, main)
        run(notebook, ((Path(folder, cell), Path(folder, cell).read_bytes()) for cell in cells), trained)
        tell(notebook, folder)
        return notebook
    module = _module(folder, main)
    try:
        _run(Path(folder, main).read_bytes(), Path(folder, main), module)
    except (Exception, SystemExit) as error:
        if isinstance(error, DEVICE_ERRORS) or not needed or not all(name in vars(module) for name in needed):
            raise
        script.say(main, error, folder)
    return module


def load_script(folder: str, main: str, cells: Sequence[str], trained: Callable[[], int]) -> ModuleType:
    """Run the whole file `main` as Python runs a script, which is `__main__`, or a notebook's `cells`.

    An error after its training is only printed.
    """
    if cells:
        return load(folder, main, cells, trained)
    module = _module(folder, main)
    module.__name__ = "__main__"
    sys.modules["__main__"] = module
    script.run(Path(folder, main), folder, module, trained)
    return module


def load_definitions(folder: str, main: str, cells: Sequence[str] = ()) -> ModuleType:
    """Run only what the classes and functions need: a script's loop does not run."""
    paths = [Path(folder, part) for part in cells or (main,)]
    texts = [(importlib.util.decode_source(path.read_bytes()), str(path)) for path in paths]
    if cells:
        notebook = _notebook(folder, main)
        readable = []
        for text, path in texts:
            try:
                compile(text, path, "exec", dont_inherit=True)
                readable.append((text, path))
            except (SyntaxError, ValueError) as error:
                notebook.failed[Path(path)] = error
        trees = zip((Path(path) for _, path in readable), definitions(readable), strict=True)
        run(notebook, trees, lambda: 0)
        return notebook
    module = _module(folder, main)
    _run(definitions(texts)[0], paths[0], module)
    return module


def _run(code: bytes | ast.Module, path: Path, module: ModuleType) -> None:
    exec(compile(code, str(path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102  running student code is the task


def _notebook(folder: str, main: str) -> Notebook:
    _put_on_path(folder, main)
    return new_module()


def _put_on_path(folder: str, main: str) -> None:
    """Have what lies beside `main` found first, as Python does, then what lies at the top of the folder."""
    for place in (folder, str(Path(folder, main).parent)):
        if place not in sys.path:
            sys.path.insert(0, place)


def _missing(module: ModuleType, message: str) -> Exception:
    """Return why no training is there: the error that stopped a cell, which may have held it, or that it is missing."""
    return (module.first_failure if isinstance(module, Notebook) else None) or Lacking("missing_name", message)


def _module(folder: str, main: str) -> ModuleType:
    path = Path(folder, main)
    _put_on_path(folder, main)
    package = sys.modules.setdefault(PACKAGE, ModuleType(PACKAGE))
    package.__path__ = [str(path.parent)]
    name = f"{PACKAGE}.{path.stem}"
    # The ending may be .PY, for which Python would find no loader.
    spec = importlib.util.spec_from_loader(name, SourceFileLoader(name, str(path)), origin=str(path))
    assert spec is not None
    spec.has_location = True
    module = importlib.util.module_from_spec(spec)
    get_ipython = shell.offer(vars(module))
    if b"get_ipython()." in path.read_bytes():
        # A notebook that was saved as Python: its magics are calls.
        vars(module).update(get_ipython=get_ipython, display=print)
    sys.modules[name] = module
    sys.modules.setdefault(path.stem, module)
    return module


def network_class(module: ModuleType, name: str, main: str) -> type[nn.Module]:
    """Return the class `name` of the student's module. Raises `Lacking` with the nearest name."""
    found = getattr(module, name, None)
    if isinstance(found, type) and issubclass(found, nn.Module):
        return found
    if found is not None:
        raise Lacking(
            "no_module" if isinstance(found, type) else "wrong_kind",
            f"expected `{name}` in {main} to be a class that inherits from nn.Module; found {_describe(found)}",
        )
    why = module.why_missing(name) if isinstance(module, Notebook) else None
    raise why or Lacking("missing_name", f"expected a class `{name}` in {main}; {_nearest(name, _networks(module))}")


def other_networks(module: ModuleType, network: nn.Module) -> tuple[str, ...]:
    """Return the names of the student's classes that are networks, and no part of this one."""
    parts = {kind for part in nn.Module.modules(network) for kind in type(part).__mro__}
    others = (name for name, kind in _networks(module).items() if kind not in parts and _has_layers(kind))
    return tuple(others)[:MOST_OTHERS]


def _has_layers(kind: type[nn.Module]) -> bool:
    """Whether its `__init__` makes any: a loss of the student's own has none."""
    code = getattr(kind.__init__, "__code__", None)
    return code is not None and not _LAYERS.isdisjoint(code.co_names)


def _networks(module: ModuleType) -> dict[str, type[nn.Module]]:
    return {
        key: value
        for key, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, nn.Module) and value.__module__ == module.__name__
    }


def train_function(module: ModuleType, name: str, main: str) -> Callable[..., Any]:
    """Return the training function `name`. Raises `Lacking` with the nearest name."""
    found = getattr(module, name, None)
    if callable(found):
        return cast("Callable[..., Any]", found)
    if found is not None:
        raise Lacking(
            "wrong_kind",
            f"expected `{name}` in {main} to be a function; found {_describe(found)}",
        )
    functions = {
        key: value
        for key, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__
    }
    raise _missing(module, f"expected a function `{name}` in {main}; {_nearest(name, functions)}")


def trained_variable(
    module: ModuleType, name: str, main: str, network: str, seen: nn.Module | None = None
) -> nn.Module:
    """Return the network that a script left in the variable `name`, or else the only `network` it left in any.

    Where it left none, its functions had the one that was `seen` to train. Raises `Lacking` where there is none, or
    several of other names.
    """
    found = getattr(module, name, None)
    if isinstance(found, nn.Module):
        return found
    if found is not None:
        raise Lacking(
            "wrong_kind",
            f"expected the variable `{name}` in {main} to hold the trained network; found {_describe(found)}",
        )
    networks = {key: value for key, value in vars(module).items() if isinstance(value, nn.Module)}
    own = {id(value): value for value in networks.values() if is_a(value, network)}
    if len(own) == 1:
        return own.popitem()[1]
    if seen is not None and not networks:
        return seen
    raise _missing(
        module,
        f"expected the trained network in a variable `{name}` of {main}; {_nearest(name, networks)}",
    )


def _describe(found: object) -> str:
    return f"the class {found.__name__}" if isinstance(found, type) else f"a value of type {type(found).__name__}"


def _nearest(name: str, candidates: dict[str, Any]) -> str:
    if not candidates:
        return "found none"
    lowered = {key.lower(): key for key in candidates if key != "main"}
    holding = [key for key in lowered if name.lower() in key]
    close = holding or difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.5)
    found = ", ".join(f"`{key}`{_line(value)}" for key, value in list(candidates.items())[:5])
    if not close:
        return f"found {found}"
    by = f" by `{lowered[close[0]]}`" if len(candidates) > 1 else ""
    return f"found {found}; did you mean `{name}`{by}?"


def _line(value: Any) -> str:
    code = getattr(value, "__code__", None) or getattr(getattr(value, "__init__", None), "__code__", None)
    if code is None or not inspect.isfunction(value):
        return ""
    cell = Path(code.co_filename).name
    return f" ({cell}, line {code.co_firstlineno})" if is_cell(cell) else f" (line {code.co_firstlineno})"
