"""A rehearsal as JSON: what was found, and what follows from it."""

import json

from pydantic import TypeAdapter

from grader.rehearsal.result import Rehearsal


def as_json(found: Rehearsal) -> str:
    """Return everything, with the passes, the chance of losing marks, the survivors and safer thresholds worked out."""
    concluded = {
        "good": found.good,
        "passed": found.passed,
        "loses_marks_by_chance_at_most": found.chance,
        "survivors": [mistake.mistake for mistake in found.survivors],
        "suggested": [
            {
                "check": threshold.check,
                "key": threshold.key,
                "value": threshold.value,
                "missed_by_chance": threshold.missed(values),
                "suggested": threshold.suggested(values),
                "then_missed_by_chance": threshold.missed(values, threshold.suggested(values)),
            }
            for threshold in found.thresholds
            if (values := found.values(threshold.check, threshold.measures))
        ],
    }
    return json.dumps({**concluded, **TypeAdapter(Rehearsal).dump_python(found, mode="json")}, indent=1) + "\n"
