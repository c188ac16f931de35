"""`zero_grad` on hand-built events: a word for each event, on a network with one parameter."""

from dataclasses import replace

import pytest
from observations import phases

from grader.check import Judgement, Seen
from grader.checks.zero_grad import ZeroGrad
from grader.wire.observation import Observation, PhaseOutcome
from grader.wire.training import Call, Event, Found, Group, InputsSeen, Kind, Optimizer, Summary, Training

CHECK = ZeroGrad(check="zero_grad", points=1)
LINES: dict[str, str] = {"backward": "my_solution.py:10", "step": "my_solution.py:11"}
KINDS: dict[str, Kind] = {
    "b": "backward", "s": "step", "d": "step", "f": "functional", "h": "hand", "e": "evaluated", "r": "reused",
}  # fmt: skip


def event(word: str) -> Event:
    """Build one event: `b:none` is a backward that found no gradient, `s:same` a step that found it untouched.

    A number behind it, as in `s:same:1`, is the parameter's. `d` is a step of a demonstration elsewhere.
    """
    kind, found, number = (*word.split(":"), "0")[:3] if ":" in word else (word, "none", "0")
    groups = (Group(_found(found), (int(number),)),)
    place = "my_solution.py:3" if kind == "d" else LINES.get(KINDS[kind], "")
    return Event(KINDS[kind], place, 0 if kind == "s" else None, groups)


def _found(word: str) -> Found:
    return word  # type: ignore[return-value]


def training(words: str, *, calls: tuple[Call, ...] = (), moved: bool | None = None) -> Training:
    """Build what was seen of a training from its events, in the order of time."""
    events = tuple(event(word) for word in words.split())
    steps = sum(one.kind in ("step", "hand") for one in events)
    backwards = sum(one.kind == "backward" for one in events)
    functional = sum(one.kind == "functional" for one in events)
    inputs = InputsSeen(len(events), 1, None, integers=True, low=-10, high=10)
    summary = Summary(
        steps, backwards, functional, moved, inputs=inputs, optimizers=(Optimizer("SGD", 1e-3, (0,)),), calls=calls
    )
    return Training(events, (), ("m1.weight", "m2.weight"), summary)


def zero_grad(*parameters: int, times: int = 9) -> Call:
    """Build a line that calls `zero_grad` on these parameters."""
    return Call("zero_grad", "my_solution.py:12", parameters, times)


def backward() -> Call:
    """Build a line that calls `backward`."""
    return Call("backward", "my_solution.py:10", (), 9)


def seen(training: Training | None, train: PhaseOutcome = "ok") -> Seen:
    """A submission whose training was seen like this."""
    return Seen(Observation(0, phases() if train == "ok" else phases("train", train), training=training))


RIGHT = "b:none s:same " * 20
MIXED = "b:same s:changed " * 9


CASES: list[tuple[Training | None, str]] = [
    (training(RIGHT), "correct"),
    (training("b:none d:same b:same s:same " + RIGHT), "correct"),
    (training("b:none b:same b:same s:same " * 9), "correct_accumulation"),
    (training("b:none h:same " * 9, moved=True), "correct_manual"),
    (training("f:none s:assigned " * 9), "correct_functional"),
    (training("f:none " * 9, moved=True), "correct_functional"),
    (training("b:none s:same " + MIXED), "never_zeroed"),
    (training("b:none s:same " + MIXED, calls=(zero_grad(0, times=1),)), "zeroed_once"),
    (training("b:none s:same " + MIXED, calls=(zero_grad(0),)), "never_zeroed"),
    (training("b:none s:same " + MIXED, calls=(zero_grad(1),)), "zeroed_elsewhere"),
    (training(" ".join(f"b:none:{n}" for n in range(9)), moved=True), "correct_manual"),
    (training(" ".join(f"b:none:{n}" for n in range(9)), moved=False), "no_step"),
    (training("b:none s:same " * 6 + "b:none " * 2 + "b:none s:same " * 6), "correct"),
    (training("b:none b:none b:none s:same " * 6), "zeroed_before_step"),
    (training("b:none s:same b:same s:same " * 9), "zeroed_sometimes"),
    (training("b:none s:none " * 9), "zeroed_before_step"),
    (training("s:none " + "b:none s:none " * 9), "step_before_backward"),
    (training("b:none s:same s:same " * 9), "stepped_twice"),
    (training("b:none s:same r " * 9), "graph_reused"),
    (training("s:none " * 9), "no_backward"),
    (training("b:none " + "b:same " * 8), "no_step"),
    (training("s:none " * 9, calls=(backward(),)), "no_gradient"),
    (training("b:none " + "b:same " * 8 + "s:same"), "step_outside_loop"),
    (training("b:none:1 s:none:0 " + "b:same:1 s:none:0 " * 8), "wrong_parameters"),
    (training("b:none s:changed " * 9), "needs_review"),
    (training(""), "no_backward"),
    (None, "not_observed"),
]


def verdicts() -> list[Judgement]:
    """A verdict of each diagnosis."""
    return [*(CHECK.judge(seen(watched)) for watched, _ in CASES), CHECK.judge(seen(training("b:none"), "timeout"))]


@pytest.mark.parametrize(("watched", "diagnosis"), CASES)
def test_each_diagnosis_is_reached(watched: Training | None, diagnosis: str) -> None:
    """The events of a loop give its diagnosis, and full points only to a right one."""
    judgement = CHECK.judge(seen(watched))
    assert judgement.diagnosis == diagnosis
    assert judgement.fraction == float(diagnosis.startswith("correct") or diagnosis == "needs_review")
    assert judgement.message


def test_a_message_says_how_many_steps_and_where() -> None:
    """The counts, and the student's own lines."""
    judgement = CHECK.judge(seen(training("b:none s:same " + MIXED)))
    assert "9 of the 10 steps" in judgement.message
    assert "the first of them step 2" in judgement.message
    assert judgement.evidence["lines"] == LINES


def test_training_that_never_happened_is_not_judged() -> None:
    """Nothing seen is no fault."""
    assert not CHECK.judge(seen(None)).judged


def test_a_loop_that_was_cut_off_before_its_first_step_is_not_judged() -> None:
    """What is missing may have been about to come."""
    assert not CHECK.judge(seen(training("b:none"), "timeout")).judged
    assert CHECK.judge(seen(training("b:none s:same " + MIXED), "timeout")).judged


def test_a_training_in_two_threads_at_once_costs_no_points() -> None:
    """Nothing is watched once the second began, so what is missing may have come."""
    watched = training("b:none b:same b:same")
    judgement = CHECK.judge(seen(replace(watched, summary=replace(watched.summary, several=True))))
    assert (judgement.diagnosis, judgement.fraction) == ("needs_review", 1.0)
    assert "Two threads" in judgement.message
    assert CHECK.judge(seen(watched)).diagnosis == "no_step"


def test_updates_by_hand_are_not_said_to_be_all() -> None:
    """Those between windows are not counted."""
    events = training("b:none h:same " * 9)
    watched = Training(events.timeline, (), events.parameters, Summary(0, 9, moved=True))
    said = CHECK.judge(seen(watched)).message
    assert said == "Each of the 9 updates that were looked at changed the parameters by hand, by new gradients."


def test_steps_without_gradients_are_not_said_to_have_used_any() -> None:
    """As where a loop goes back no more once it is good."""
    said = CHECK.judge(seen(training(RIGHT + "s:none " * 3)))
    assert (said.diagnosis, said.message) == (
        "correct",
        "Of the 23 steps, 20 used new gradients, once, and 3 had none to use.",
    )


def test_accumulation_counts_what_steps_used() -> None:
    """A backward that was thrown away was used by none."""
    said = CHECK.judge(seen(training("b:none b:same s:same " * 9 + "b:none " * 4 + "b:none b:same s:same " * 9)))
    assert "about 2 backward() calls" in said.message


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("b:none s:changed " * 20 + "b:none s:readded b:none s:changed", "needs_review"),
        ("b:none s:changed " * 2 + "b:none s:readded " * 9, "never_zeroed"),
    ],
)
def test_old_gradients_that_seem_to_be_put_back_once_are_chance(words: str, code: str) -> None:
    """Gradients that are changed by hand in each step may look so in one of them."""
    assert CHECK.judge(seen(training(words))).diagnosis == code


@pytest.mark.parametrize(("callers", "code"), [((7, 9), "correct"), ((7, 7), "zeroed_before_step")])
def test_one_function_may_go_back_for_two(callers: tuple[int, int], code: str) -> None:
    """For the step, and for something that is reset before it: who called it tells them apart."""
    events = training("b:none b:none s:same " * 20)
    called = [
        replace(one, caller=f"my_solution.py:{callers[place % 3]}") if one.kind == "backward" else one
        for place, one in enumerate(events.timeline)
    ]
    assert CHECK.judge(seen(replace(events, timeline=tuple(called)))).diagnosis == code


def test_updates_by_hand_before_an_optimizers_steps_are_steps() -> None:
    """They are judged like these, where they go exactly by the gradient."""
    never = "b:none h:same " + "b:same h:same " * 20
    assert CHECK.judge(seen(training(never + RIGHT))).diagnosis == "zeroed_sometimes"
    assert CHECK.judge(seen(training("b:none h:same " * 20 + RIGHT))).diagnosis == "correct"


def test_the_hint_fits_the_loop() -> None:
    """Updates by hand have no optimizer to reset, and a closure is where LBFGS resets."""
    by_hand = training("b:none h:same " + "b:same h:same " * 8)
    by_hand = replace(by_hand, summary=Summary(0, 9, moved=True))
    closure = training("b:none e:same s:same " + "b:same e:changed s:changed " * 8)
    for watched, place in (
        (by_hand, "after each update: network.zero_grad()"),
        (closure, "zero_grad() in the closure"),
    ):
        said = CHECK.judge(seen(watched))
        assert said.diagnosis == "never_zeroed"
        assert place in said.hint


def test_steps_that_were_looked_at_are_not_said_to_be_all() -> None:
    """A student who took 3,000 steps does not look for 9 of them."""
    events = training("s:none " * 9)
    summary = Summary(3000, inputs=InputsSeen(9, 1, None, integers=True, low=-10, high=10))
    said = CHECK.judge(seen(Training(events.timeline, (), events.parameters, summary)))
    assert said.diagnosis == "no_backward"
    assert "the 9 steps that were looked at" in said.message


def test_a_step_behind_the_inner_loop_is_to_be_moved() -> None:
    """Where many backwards are thrown away for each step, their order is not what is wrong."""
    behind, early = (
        CHECK.judge(seen(training(words))) for words in (("b:none " * 9 + "s:same ") * 9, "b:none s:none " * 9)
    )
    assert behind.diagnosis == early.diagnosis == "zeroed_before_step"
    assert "one step() for about 9 backward() calls: move it into their loop" in behind.hint
    assert "Call backward(), then step(), and only then zero_grad()." in early.hint
