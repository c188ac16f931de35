"""Run every attack in every environment, and write what became of it to `ATTACKS.md` (`make attacks`).

What stopped it is told by the refusals among its own words, or by how its process ended.
"""

import errno
import re
import sys
import time
from pathlib import Path
from typing import Any

from places import ATTACKS, HOLDING, trials
from tables import grid
from trial import constants

FILE = Path(__file__).parent / "ATTACKS.md"


def main() -> int:
    """Write the table; return 1 where an attack got through that is not said to."""
    said = {attack.stem: constants(attack) for attack in ATTACKS}
    biting = tuple(attack for attack in ATTACKS if said[attack.stem].get("BITES", True))
    bare = {run["attack"]: run for run in trials("as it is", "unconfined", biting, 2.0)}
    found = {e: {run["attack"]: run for run in trials(e, "confined", tuple(ATTACKS))} for e in HOLDING}
    rows, unknown = [], 0
    for attack, words in said.items():
        row = [attack, words["doc"], _did(bare[attack]) if attack in bare else "–"]
        for environment in HOLDING:
            run = found[environment][attack]
            known = environment in words.get("OPEN_IN", ())
            unknown += bool(run["breaches"]) and not known
            row.append(f"**{'open' if known else 'THROUGH'}**" if run["breaches"] else _held(run))
        rows.append(row)
    count = f"{len(rows)} attacks in {len(HOLDING)} environments; through, and not said to be open: {unknown}."
    lines = [
        "# Attacks",
        f"Written by `make attacks` on {time.strftime('%Y-%m-%d')}. {count}",
        "The third column says what an attack does where nothing holds it; “–” where that would do harm, or where "
        "nothing outside shows it. The others say what stopped it: the kernel's refusals, how its process ended, or, "
        "where there is nothing of either, that it came to nothing.",
        grid(("attack", "how it cheats", "unconfined", *HOLDING), rows),
    ]
    FILE.write_text("\n\n".join(lines) + "\n")
    print(f"{count} See {FILE}.")
    return min(unknown, 1)


def _did(run: dict[str, Any]) -> str:
    words = dict.fromkeys(re.sub(r"/\S+", "…", breach.removeprefix("THROUGH: ")) for breach in run["breaches"])
    return "; ".join([*words][:2])[:70]


def _held(run: dict[str, Any]) -> str:
    """Return what stopped it, as far as that can be told from outside."""
    ended = run["ended"]
    refused = dict.fromkeys(errno.errorcode[int(n)] for n in re.findall(r"\[Errno (\d+)\]", run["said"]))
    words = [*refused][:3]
    if ended.get("killed_for") not in ("", None, "lifeline"):
        words.append(f"killed for {ended['killed_for']}")
    elif ended.get("killed_for") == "lifeline":
        words.append("ended at its limit")
    elif ended.get("signal"):
        words.append(f"signal {ended['signal']}")
    return ", ".join(words) or "came to nothing"


if __name__ == "__main__":
    sys.exit(main())
