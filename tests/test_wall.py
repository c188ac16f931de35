"""Which modules are loaded on each side of the wall, seen in fresh interpreters."""

import subprocess
import sys


def loaded(statement: str) -> set[str]:
    """Names of all modules loaded after `statement` ran in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def ours(modules: set[str]) -> set[str]:
    """The parts of `grader` among them, by their first level."""
    return {".".join(name.split(".")[:2]) for name in modules if name.startswith("grader.")}


def test_the_host_loads_no_torch_and_nothing_from_behind_the_wall() -> None:
    """The whole command line, with every renderer and check, never loads torch."""
    modules = loaded(
        "import grader.cli, grader.session, grader.sandbox.observe\n"
        "from grader.render import html, json, terminal\n"
        "from grader.rubric import find, load\n"
        "load(find('challenge'))",
    )
    assert "torch" not in modules
    assert "grader.inside" not in ours(modules)


def test_the_zygote_loads_only_its_own_side_and_the_shared_words() -> None:
    """No rubric, check, report or target code is in the memory that student code can read."""
    modules = loaded("import grader.inside.__main__, grader.inside.warm")
    assert "torch" in modules
    assert ours(modules) <= {"grader.inside", "grader.wire"}
    assert "pydantic" not in modules
    assert "pytest" not in modules


def test_help_loads_nothing_heavy() -> None:
    """`grade --help` answers at once, since heavy libraries are loaded only by what needs them."""
    modules = loaded("import grader.cli")
    assert not modules & {"torch", "numpy", "pydantic", "jinja2", "rich", "yaml"}
