"""Whatever bytes a child sends, the host hears a valid part of them, ends, and can judge what it heard.

The pipes, the reader and the checks are real; only the process at the other end is replaced by its bytes.
"""

import json
import os
import struct
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import DeviceError, InfrastructureError
from grader.judge import judge
from grader.rubric import find, load
from grader.sandbox.child import Child
from grader.sandbox.conversation import Conversation
from grader.sandbox.examination import Examination
from grader.sandbox.retracing import Retracing
from grader.session import questions
from grader.submission import Submission
from grader.wire import frames
from grader.wire.lifecycle import Ended, Ready, Spawn
from grader.wire.machine import Machine
from grader.wire.messages import Answered, Ask, Began, DeviceFault, Final, Recalculated, State, Trace
from grader.wire.observation import (
    Collected,
    Forward,
    Layer,
    Look,
    Network,
    Observation,
    Parameter,
    Phase,
    Replaced,
    Result,
    Touched,
    Traced,
)
from grader.wire.plan import Limits
from grader.wire.training import Event, Group, InputsSeen, Point, Summary, TrainingChunk, merge

CASES = int(os.environ.get("CASES", "1500"))
"""Of each of the three tests: with those of `test_frames.py` more than 10,000 in all; `make fuzz` tries more."""
SETTINGS = settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
RUBRIC = load(find("challenge"))
SUBMISSION = Submission("s", "s.py", ())
LIMITS = Limits()
ENDED = json.dumps(asdict(Ended(0, None, "", 1))).encode()
PIPE = 64_000
"""Bytes that a pipe takes without a reader."""

_EVENTS = (
    Event("backward", "s.py:1", None, (Group("none", (0, 1)),)),
    Event("step", "s.py:2", 0, (Group("same", (0, 1)),)),
)
_CHUNK = TrainingChunk(
    _EVENTS, (0, 1) * 9, (Point(1, 2.0, 1.0),), ("m1.weight", "m1.bias"),
    Summary(9, 9, 0, moved=True, inputs=InputsSeen(9, 1, None, integers=True, low=-10.0, high=10.0)),
)  # fmt: skip
_READY = [(Ready((), Machine("3.11", "2.13", "cpu")), b"")]
BUILT = ((State("m1.weight", (5, 3), "float32"), bytes(60)),)
_ROW = (State("", (3,), "float32"),)
_WEIGHT = (State("m1.weight", (5, 3), "float32"),)
_OUTPUT = (State("", (5,), "float32"),)
_TRACE = (
    Trace(
        training=True, rate=0.1, values=_WEIGHT, inputs=_ROW, outputs=_OUTPUT, arrived=_OUTPUT, used=_WEIGHT,
        after=_WEIGHT,
    ),
    bytes(4 * (15 + 3 + 5 + 5 + 15 + 15)),
)  # fmt: skip
TRAINS: list[tuple[Any, bytes]] = [
    (Began("load"), b""), (Phase("load", "ok", 0.1), b""),
    (Began("build"), b""),
    (Network("MyNetwork", (Parameter("m1.weight", (5, 3), trainable=True),)), b""),
    (Forward((3,), (5,), (Layer("m1", "Linear", (3,), (5,)),), 3), b""),
    (Phase("build", "ok", 0.1), b""),
    (Began("train"), b""), (_CHUNK, b""), _TRACE, (Touched(("torch.sum",)), b""),
    (Replaced(("forward",)), b""), *BUILT,
    (Look(3, "passing"), b""), *BUILT, (Phase("train", "ok", 0.1), b""), (Final(), b""),
]  # fmt: skip
EXAMINATION = Examination(questions(RUBRIC), BUILT, BUILT, [])
_SHEETS = [asked for asked, _ in EXAMINATION.messages(batched=True) if isinstance(asked, Ask)]
WRONG = [(Answered(ask.number, (ask.shape[0], 5), "float32"), bytes(ask.shape[0] * 20)) for ask in _SHEETS]
EVALUATES: list[tuple[Any, bytes]] = [
    (Began("load"), b""), (Phase("load", "ok", 0.1), b""), (Began("build"), b""), *BUILT,
    (Phase("build", "ok", 0.1), b""), (Began("evaluate"), b""), *WRONG[:2],
    (Recalculated(0, _OUTPUT, _WEIGHT), bytes(4 * (5 + 15))),
    (Phase("evaluate", "ok", 0.1), b""), (Final(), b""),
]  # fmt: skip
TESTS: list[tuple[Any, bytes]] = [
    (Collected(("test_a", "test_b")), b""), *EVALUATES[:2], (Began("build"), b""), (Phase("build", "ok", 0.1), b""),
    (Began("evaluate"), b""), (Result(0, "passed"), b""), (Result(1, "failed"), b""), (Result(2, "failed"), b""),
    (Phase("evaluate", "ok", 0.1), b""), (Final(), b""),
]  # fmt: skip


class Said:
    """Stands where the zygote does: its child has said some bytes, and ended."""

    def __init__(self, results: bytes) -> None:
        self._results = results

    def spawn(self, _spawn: Spawn, descriptors: dict[str, int]) -> None:
        """Write all of it at once."""
        os.write(descriptors["results"], self._results[:PIPE])
        os.write(descriptors["status"], ENDED)


def heard(data: bytes, phases: tuple[Any, ...]) -> Observation:
    """Listen to a child that said `data` after it was ready."""
    ready = b"".join(frames.encode(*message) for message in _READY)
    with Child(Said(ready + data), LIMITS, confine=True) as child:  # type: ignore[arg-type]
        talk = Conversation(child, LIMITS, phases)
        talk.wait_ready()
        talk.listen()
    told = talk.heard
    assert told.phases
    # One result at most for each test, and one for the test that must fail.
    assert len(told.results) <= (len(told.collected.names) + 1 if told.collected else 0)
    assert [result.number for result in told.results] == list(range(len(told.results)))
    assert len({phase.name for phase in told.phases}) == len(told.phases)
    training = merge(told.chunks) if told.chunks else None
    looks, answers = tuple(look for look, _ in told.looks), EXAMINATION.answers(told.answers)
    traced = Retracing(told.traces or [_TRACE], BUILT).found(told.recalculated)
    touched = tuple(name for found in told.touched for name in found.names)
    return Observation(
        0, tuple(told.phases), told.forward, told.network, training, told.replaced, looks, answers, traced, touched,
        machine=told.machine,
    )  # fmt: skip


def test_only_a_child_on_a_gpu_can_blame_it() -> None:
    """Elsewhere it is a message that has no business there."""
    said = frames.encode(DeviceFault("busy"))
    assert heard(said, PHASES["train"]).phase("load").outcome == "protocol"
    child = Child(Said(said), LIMITS, confine=True, gpu="0")  # type: ignore[arg-type]
    with child, pytest.raises(DeviceError, match="busy"):
        Conversation(child, LIMITS, PHASES["train"]).wait_ready()


def marks_for_answers(observation: Observation) -> float:
    """Judge with full points for nothing: return what the answers earned."""
    report = judge(RUBRIC, SUBMISSION, observation)
    assert report.model_dump_json()
    return sum(check.score for check in report.checks if check.kind in ("held_out_loss", "every_integer"))


FRAMES = {
    "train": [frames.encode(*message) for message in TRAINS],
    "evaluate": [frames.encode(*message) for message in EVALUATES],
    "test": [frames.encode(*message) for message in TESTS],
}
PHASES = {
    "train": ("load", "build", "train"),
    "evaluate": ("load", "build", "evaluate"),
    "test": ("load", "build", "evaluate"),
}
ROLES = st.sampled_from(["train", "evaluate", "test"])


@SETTINGS
@given(role=ROLES, data=st.data())
def test_frames_in_any_order_are_no_crash_and_no_score(role: str, data: st.DataObject) -> None:
    """Left out, repeated, and reordered."""
    count = len(FRAMES[role])
    order = data.draw(st.lists(st.integers(0, count - 1), max_size=count + 4) | st.permutations(range(count)))
    said = b"".join(FRAMES[role][place] for place in order)
    assert marks_for_answers(heard(said, PHASES[role])) == 0


@SETTINGS
@given(role=ROLES, data=st.data())
def test_damaged_bytes_are_no_crash_and_no_score(role: str, data: st.DataObject) -> None:
    """Cut off, spliced with random bytes, with lengths that are lies."""
    said = bytearray(b"".join(FRAMES[role]))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(said)))
        match data.draw(st.sampled_from(["cut", "replace", "insert", "length"])):
            case "cut":
                del said[place : place + data.draw(st.integers(1, 400))]
            case "replace":
                new = data.draw(st.binary(min_size=1, max_size=12))
                said[place : place + len(new)] = new
            case "insert":
                said[place:place] = data.draw(st.binary(min_size=1, max_size=40))
            case _:
                said[place : place + 4] = struct.pack("<I", data.draw(st.integers(0, 2**32 - 1)))
    assert marks_for_answers(heard(bytes(said), PHASES[role])) == 0


NUMBERS = st.sampled_from([0, 1, -1, 5, 2**31, 2**63, 10**30, True, None, 0.5, -0.0, 1e308, "", "x", "\u202e", "NaN"])
SHAPES = st.lists(st.sampled_from([0, 1, 2, 3, 5, 100, -1, 2**40, 10**25]), max_size=5)


@SETTINGS
@given(role=ROLES, data=st.data())
def test_odd_values_are_no_crash_and_no_score(role: str, data: st.DataObject) -> None:
    """Well-formed messages that say absurd things: numbers, words, shapes and references of all kinds."""
    said = b""
    messages = {"train": TRAINS, "evaluate": EVALUATES, "test": TESTS}[role]
    odd = data.draw(st.integers(0, len(messages) - 1))
    for place, (message, blob) in enumerate(messages):
        fields = asdict(message)
        if place == odd:
            if "shape" in fields and data.draw(st.booleans()):
                fields["shape"] = data.draw(SHAPES)
                blob = data.draw(st.sampled_from([blob, b"", bytes(8)]))  # noqa: PLW2901
            else:
                _spoil(fields, data)
        text = json.dumps(fields).encode()
        kind = frames.encode(message)[0]
        said += frames.HEADER.pack(kind, len(text), len(blob)) + text + blob
    observation = heard(said, PHASES[role])
    if role == "evaluate":
        # As if the training had gone well: what the answers alone bring about.
        observation = replace(observation, phases=(Phase("train", "ok", 1.0), *observation.phases))
    assert marks_for_answers(observation) == 0


def _spoil(value: Any, data: st.DataObject) -> None:
    """Replace one value somewhere inside."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not keys:
        return
    key = data.draw(st.sampled_from(keys))
    if isinstance(value, tuple):
        return
    if isinstance(value[key], tuple):
        value[key] = list(value[key])
    if isinstance(value[key], dict | list) and value[key] and data.draw(st.booleans()):
        _spoil(value[key], data)
    else:
        value[key] = data.draw(NUMBERS | SHAPES)


def test_a_child_that_says_nothing_is_our_fault() -> None:
    """Before it is ready there is no student code that could be at fault."""
    with Child(Said(b""), LIMITS, confine=True) as child:  # type: ignore[arg-type]
        talk = Conversation(child, LIMITS, PHASES["train"])
        with pytest.raises(InfrastructureError, match="confined child"):
            talk.wait_ready()


def test_the_undamaged_messages_are_heard_whole() -> None:
    """So that the damage above is what the tests are about."""
    trained = heard(b"".join(FRAMES["train"]), PHASES["train"])
    assert [(p.name, p.outcome) for p in trained.phases] == [("load", "ok"), ("build", "ok"), ("train", "ok")]
    assert trained.training is not None
    assert len(trained.training.timeline) == 18
    assert trained.touched == ("torch.sum",)
    assert trained.traced == (Traced(None, same_motion=True),)
    evaluated = heard(b"".join(FRAMES["evaluate"]), PHASES["evaluate"])
    assert len(evaluated.answers) == 2
    assert evaluated.traced == (Traced(same_gradients=True, same_motion=True),)
