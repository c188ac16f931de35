"""Random loop programs: label, oracle and verdict agree on each, watched in full and by samples."""

import pytest
from confusion import of_generated
from generator import generate

PROGRAMS = 100
PART = 10
ONCE_MISTAKEN = 456
"""Steps after every third backward, so that the reset of another network comes late."""


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("first", range(0, PROGRAMS, PART))
def test_a_random_program_gets_its_diagnosis(first: int) -> None:
    """No right one rejected, no wrong one accepted, every diagnosis as planted."""
    for seed in range(first, first + PART):
        for row in of_generated(seed):
            assert row.agreed, (row, generate(seed).source)


def test_a_program_that_was_once_mistaken_gets_its_diagnosis() -> None:
    """Calls are listened to until a few steps were taken, however many backwards come before them."""
    for row in of_generated(ONCE_MISTAKEN):
        assert row.agreed, row


def test_the_programs_are_of_many_kinds() -> None:
    """Right and wrong ones about half and half, and all the diagnoses that can be planted."""
    planted = [generate(seed) for seed in range(1000)]
    assert 400 < sum(program.right for program in planted) < 600
    assert len({program.diagnosis for program in planted}) == 17
    assert len({program.source for program in planted}) > 990
