"""What was not judged, and what it waits for."""

from reports import BOTTLENECK, COUNT, report, waiting

from grader.render.waiting import groups
from grader.report import Report


def told(given: Report) -> list[tuple[str, list[str]]]:
    """Return what each group waits for, and the ids in it."""
    return [(wait, [check.id for check in checks]) for wait, checks in groups(given)]


def test_what_all_wait_for_is_said_once() -> None:
    """Of checks beside each other; those that were judged wait for nothing."""
    learned, loss, reach = (waiting(name, 5, phase="train") for name in ("learned", "held_out_loss", "every_integer"))
    assert told(report(COUNT, learned, loss, BOTTLENECK, reach)) == [
        ("", ["parameter_count"]),
        ("all wait for training to end", ["learned", "held_out_loss"]),
        ("", ["layer_shapes"]),
        ("waits for training to end", ["every_integer"]),
    ]


def test_a_required_check_is_named_by_its_title() -> None:
    """By which students know it."""
    (_, (said, _)) = told(report(BOTTLENECK, waiting("held_out_loss", 30, requires=["layer_shapes"])))
    assert said == "waits for “The layers have the right shapes”"


def test_not_judged_is_not_said_twice() -> None:
    """Beside the words “not judged” the message does not begin with them."""
    unseen = waiting("zero_grad", 30).model_copy(update={"message": "Not judged: no training was seen."})
    assert told(report(unseen)) == [("no training was seen", ["zero_grad"])]
