"""Each mistake changes the shipped reference in the way that its name says."""

import ast
from dataclasses import replace
from typing import Any

import pytest
from repository import REPOSITORY

from grader.rehearsal.mistakes import MISTAKES, mutants
from grader.rehearsal.place import Place

SOURCE = (REPOSITORY / "reference/challenge.py").read_text()


def where(tree: ast.Module) -> Place:
    """The challenge's names and answers."""
    return Place(tree, "MyNetwork", "train", ("a", "b", "c"), ("a", "b", "c", "c + 1", "c + 2"))


PRODUCT = (REPOSITORY / "reference/product.py").read_text()
TENSORS = {m.mistake.name: m for m in mutants(PRODUCT, lambda tree: Place(tree, "", None))}
CHANGED = {mutant.mistake.name: mutant for mutant in mutants(SOURCE, where)}
EXPECTED = {
    "never resets the gradients": ["-        my_sgd.zero_grad()"],
    "resets the gradients between backward and step": ["+        my_sgd.zero_grad()"],
    "resets the gradients once, before the loop": ["+    my_sgd.zero_grad()", "-        my_sgd.zero_grad()"],
    "steps before backward": ["+        my_sgd.step()", "-        my_sgd.step()"],
    "never calls step": ["-        my_sgd.step()"],
    "names step without calling it": ["-        my_sgd.step()", "+        my_sgd.step"],
    "steps twice": ["+        my_sgd.step()"],
    "never calls backward": ["-        loss.backward()"],
    "cuts the loss off from the network": [
        "-        loss.backward()",
        "+        loss.detach().requires_grad_().backward()",
    ],
    "moves away from the minimum": ["-        loss.backward()", "+        (-loss).backward()"],
    "has one output too few": ["-        self.m1 = nn.Linear(3, 5)", "+        self.m1 = nn.Linear(3, 4)"],
    "does not train at all": ["+    return network"],
}  # fmt: skip


def test_every_mistake_can_be_made_in_the_shipped_references() -> None:
    """So that each is tried before release; those in tensors where there is no network."""
    assert set(CHANGED) | set(TENSORS) == {mistake.name for mistake in MISTAKES}
    assert len(CHANGED) == 23


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("writes another number into a tensor", ["-var_1 = torch.tensor(3.0, requires_grad=True)",
                                                 "+var_1 = torch.tensor(4.0, requires_grad=True)"]),
        ("makes tensors that take no gradients", ["-var_1 = torch.tensor(3.0, requires_grad=True)",
                                                  "-var_2 = torch.tensor(4.0, requires_grad=True)",
                                                  "+var_1 = torch.tensor(3.0)", "+var_2 = torch.tensor(4.0)"]),
    ],
)  # fmt: skip
def test_mistakes_in_tensors_change_these_lines_only(name: str, lines: list[str]) -> None:
    """The difference, as an instructor is shown it."""
    assert list(TENSORS[name].lines) == lines


@pytest.mark.parametrize("name", EXPECTED)
def test_a_mistake_changes_these_lines_only(name: str) -> None:
    """The difference, as an instructor is shown it."""
    assert list(CHANGED[name].lines) == EXPECTED[name]


@pytest.mark.parametrize("name", CHANGED)
def test_every_mutant_is_a_program(name: str) -> None:
    """It compiles, and its network can be told from the reference's."""
    compile(CHANGED[name].source, "mutant.py", "exec")
    assert CHANGED[name].source != ast.unparse(ast.parse(SOURCE))


def test_what_is_not_there_is_left_alone() -> None:
    """A script without loop, function or class has no room for any mistake."""
    assert list(mutants("x = 1\n", where)) == []


def test_what_python_wants_at_the_beginning_stays_there() -> None:
    """A reference that begins with a docstring and an import from the future is still a program."""
    source = f'"""A reference."""\n\nfrom __future__ import annotations\n{SOURCE.partition(chr(10))[2]}'
    for mutant in mutants(source, where):
        compile(mutant.source, "mutant.py", "exec")
        assert not any("A reference" in line for line in mutant.lines)


@pytest.mark.parametrize("widths", ["1, 5", "3, 1"])
def test_one_number_is_no_narrower_than_one_number(widths: str) -> None:
    """Where one goes in or comes out anyway, a layer with one output changes nothing that could be noticed."""
    made = {mutant.mistake.name for mutant in mutants(SOURCE.replace("3, 5", widths), where)}
    assert "squeezes everything through one number" not in made


def test_the_inputs_may_have_any_names() -> None:
    """Also those that a mistake itself uses: the answers are worked out all the same."""
    written = _run("hard-codes the answer in forward")
    given = written["torch"].tensor([1.0, 2.0, 4.0])
    assert written["MyNetwork"]()(given).tolist() == [2, 1, 4, 3, 5]
    solved = _run("sets the parameters by hand")
    network = solved["train"](solved["MyNetwork"]())
    assert network(given).tolist() == pytest.approx([2, 1, 4, 3, 5], abs=1e-3)


def _run(name: str) -> dict[str, Any]:
    """Return what the reference defines, with one mistake, for a task whose inputs have awkward names."""
    place = Place(ast.Module([], []), "MyNetwork", "train", ("x", "y", "p"), ("y", "x", "p", "3", "x + p"))
    found = {m.mistake.name: m.source for m in mutants(SOURCE, lambda tree: replace(place, tree=tree))}
    here: dict[str, Any] = {}
    exec(compile(found[name], "mutant.py", "exec"), here)
    return here
