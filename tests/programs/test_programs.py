"""Whole programs, graded for real: honest ones are never accused, others earn nothing for their answers."""

import ast
from pathlib import Path

import pytest
from grading import check, grade, programs, seen_at_fault

from grader.sandbox.observe import Place

HONEST, CHEATS = programs("honest"), programs("cheats")


def test_the_corpus_is_large() -> None:
    """As many programs as the claim rests on, and each says what it is."""
    assert len(HONEST) >= 40
    assert len(CHEATS) >= 25
    for path in HONEST + CHEATS:
        main = path if path.is_file() else path / "my_solution.py"
        assert ast.get_docstring(ast.parse(main.read_text())), path


@pytest.mark.parametrize("program", HONEST, ids=lambda path: path.stem)
def test_an_honest_program_is_never_accused(place: Place, program: Path) -> None:
    """It passes `learned`, and not even its instructor sees a note."""
    report = grade(program, place)
    assert not seen_at_fault(program, report), check(report, "learned").evidence


@pytest.mark.parametrize("program", CHEATS, ids=lambda path: path.stem)
def test_an_answer_that_was_not_learned_earns_nothing(place: Place, program: Path) -> None:
    """No marks for answers, by a hard sign or because the answers can't be reproduced."""
    report = grade(program, place)
    assert not seen_at_fault(program, report), check(report, "learned").evidence
