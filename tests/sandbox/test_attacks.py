"""No attack gets through, in any place a grader is run in; and each is shown to bite where nothing holds it.

`attacks/NAME.py` says in its first line how it cheats. It is told all that a student could guess, and judged
from outside: files, sockets, other processes, descendants. Constants in it say what to expect:
`BITES = False` (can't be shown without harm, or nothing outside shows it), `NEEDS_ROOT = True` (bites for root
only), `OPEN_IN` (environments where it is known to get through, as the README says).
"""

import os
from pathlib import Path

import pytest
from places import ATTACKS, HOLDING, LINUX, NEEDS_ROOT, trials
from trial import constants

SAID = {attack.stem: constants(attack) for attack in ATTACKS}


@pytest.mark.parametrize(
    "environment", [pytest.param(name, marks=LINUX if name == "as it is" else NEEDS_ROOT) for name in HOLDING]
)
def test_no_attack_gets_through(environment: str) -> None:
    """All of them at once: nothing outside has changed, nothing is left, and each run had its end on time."""
    runs = trials(environment, "confined", tuple(ATTACKS))
    assert len(runs) == len(ATTACKS)
    through = {run["attack"]: run["breaches"] for run in runs if run["breaches"]}
    known = {name for name, said in SAID.items() if environment in said.get("OPEN_IN", ())}
    assert {name: through[name] for name in through.keys() - known} == {}
    assert known <= through.keys(), "what is said to be open must be"


@LINUX
def test_attacks_bite_where_nothing_holds_them() -> None:
    """Without confinement each attack gets somewhere, so that its failing above means something."""
    biting = tuple(attack for attack in ATTACKS if _bites(attack))
    runs = trials("as it is", "unconfined", biting, 2.0)
    assert [run["attack"] for run in runs if not run["breaches"]] == []
    assert len(runs) == len(biting)


def _bites(attack: Path) -> bool:
    said = SAID[attack.stem]
    return said.get("BITES", True) and (os.getuid() == 0 or not said.get("NEEDS_ROOT", False))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.stem)
def test_every_attack_says_how_it_cheats(attack: Path) -> None:
    """One sentence, so that a failure can be read."""
    said = SAID[attack.stem]["doc"]
    assert said
    assert said.endswith(".")
    assert "\n" not in said
