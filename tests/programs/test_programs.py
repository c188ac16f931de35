"""Whole programs, graded for real: honest ones are never accused, others earn nothing for their answers."""

import ast
from pathlib import Path

import pytest
from grading import check, grade, programs, seen_at_fault

from grader.sandbox.observe import Place

HONEST, CHEATS, TAMPERING = programs("honest"), programs("cheats"), programs("tampering")
FUTILE = {"backward_replaced", "register_hook_replaced"}
"""Tampering after which no gradient is seen any more."""


def test_the_corpus_is_large() -> None:
    """As many programs as the claim rests on, and each says what it is."""
    assert len(HONEST) >= 40
    assert len(CHEATS) >= 25
    for path in HONEST + CHEATS + TAMPERING:
        main = path if path.is_file() else path / "my_solution.py"
        assert ast.get_docstring(ast.parse(main.read_text())), path


@pytest.mark.parametrize("program", HONEST, ids=lambda path: path.stem)
def test_an_honest_program_is_never_accused(place: Place, program: Path) -> None:
    """It passes `learned`, and not even its instructor sees a note."""
    report = grade(program, place)
    assert not seen_at_fault(program, report), check(report, "learned").evidence


def test_an_attempt_that_was_thrown_away_costs_nothing(place: Place) -> None:
    """What is graded is the network that was handed over, and how that one was trained."""
    (program,) = [path for path in HONEST if path.stem == "attempt_thrown_away"]
    zero_grad = check(grade(program, place), "zero_grad")
    assert (zero_grad.status, zero_grad.score) == ("passed", zero_grad.max_score)
    assert zero_grad.message.startswith("Something else was trained too")


@pytest.mark.parametrize("program", CHEATS, ids=lambda path: path.stem)
def test_an_answer_that_was_not_learned_earns_nothing(place: Place, program: Path) -> None:
    """No marks for answers, by a hard sign or because the answers can't be reproduced."""
    report = grade(program, place)
    assert not seen_at_fault(program, report), check(report, "learned").evidence


@pytest.mark.parametrize(
    ("cheat", "method"),
    [
        ("another_object", "forward"),
        ("class_of_the_object_replaced", "forward"),
        ("instance_forward_in_train", "forward"),
    ],
)
def test_the_instructor_learns_of_other_methods(place: Place, cheat: str, method: str) -> None:
    """What no check needs, since a fresh child answers, is a note."""
    (program,) = [path for path in CHEATS if path.stem == cheat]
    (note,) = grade(program, place).integrity
    assert note.code == "methods_replaced"
    assert f"`{method}`" in note.message


@pytest.mark.parametrize("program", TAMPERING, ids=lambda path: path.stem)
def test_an_observer_that_was_tampered_with_is_noted(place: Place, program: Path) -> None:
    """None of these loops resets its gradients: marks for `zero_grad` come only with a note for the instructor."""
    report = grade(program, place)
    assert bool(check(report, "zero_grad").score) == (program.stem not in FUTILE), "it shows something only if it works"
    assert report.integrity


@pytest.mark.parametrize("program", ["counters_reset", "words_replaced_for_a_while", "resets_when_watched"])
def test_what_leaves_no_trace_in_the_code_shows_in_the_gradients(place: Place, program: str) -> None:
    """What functions are at the end is as it was; a few steps calculated anew are not."""
    (path,) = [path for path in TAMPERING if path.stem == program]
    report = grade(path, place)
    assert check(report, "zero_grad").score
    assert "trace_not_reproduced" in [note.code for note in report.integrity]
