"""What comes out of a child is read strictly: malformed input is a protocol error, never a crash."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox.decode import ProtocolError, decode
from grader.wire.frames import HEADER, MAX_BLOB, MAX_JSON, FrameError, encode, lengths
from grader.wire.messages import MESSAGES, Answered, Began, State
from grader.wire.observation import Phase

KINDS = sorted(kind for kind in MESSAGES if kind >= 16)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    ["phase", "name", "outcome", "seconds", "failure", "shape", "dtype", "inputs", "layers", "machine"]
)


def test_a_frame_comes_back_as_it_was() -> None:
    """Header, JSON and blob are taken apart again without loss."""
    message = State("m1.weight", (5, 3), "float32")
    frame = encode(message, b"\x00\xff")
    kind, text, blob = lengths(frame[: HEADER.size])
    assert kind is State
    assert decode(kind, frame[HEADER.size : HEADER.size + text]) == message
    assert frame[HEADER.size + text :] == b"\x00\xff"
    assert blob == 2


@pytest.mark.parametrize("header", [(99, 0, 0), (17, MAX_JSON + 1, 0), (17, 0, MAX_BLOB + 1)])
def test_an_unknown_kind_or_an_absurd_length_is_refused(header: tuple[int, int, int]) -> None:
    """No length above its cap is believed, so no memory is taken for it."""
    with pytest.raises(FrameError):
        lengths(HEADER.pack(*header))


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b"null", b'{"phase": "load"', b'{"phase": "nap"}', b'{"phase": "load", "phase": "load"}',
        b'{"phase": "load", "extra": 1}', b'{"phase": 1}', b'{"phase": "load"} x', b"\xff\xfe", b'{"phase": "\\ud800"}',
        b"[" * 100_000, b'{"phase":' * 10_000, b'{"phase": NaN}',
    ],
)  # fmt: skip
def test_malformed_messages_are_protocol_errors(text: bytes) -> None:
    """Deep nesting, repeated keys, lone surrogates and wrong types are all refused alike."""
    with pytest.raises(ProtocolError):
        decode(Began, text)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", '"1.0"', "true", "null"])
def test_seconds_must_be_a_finite_number(number: str) -> None:
    """A number that is none can't enter an observation."""
    with pytest.raises(ProtocolError):
        decode(Phase, f'{{"name": "load", "outcome": "ok", "seconds": {number}, "failure": null}}'.encode())


@settings(max_examples=2000, deadline=None)
@given(kind=st.sampled_from(KINDS), fields=st.dictionaries(FIELDS | st.text(max_size=8), VALUES, max_size=6))
def test_random_fields_are_a_message_or_a_protocol_error(kind: int, fields: dict[str, object]) -> None:
    """Whatever JSON arrives is either exactly a message, or refused."""
    text = json.dumps(fields).encode()
    try:
        message = decode(MESSAGES[kind], text)
    except ProtocolError:
        return
    assert isinstance(message, MESSAGES[kind])


@settings(max_examples=4000, deadline=None)
@given(data=st.binary(max_size=200), cut=st.integers(0, 60))
def test_random_bytes_never_crash_the_reader(data: bytes, cut: int) -> None:
    """Truncated, spliced and random bytes end in a protocol error or in a message."""
    text = json.dumps(asdict(Answered(3, (2, 5), "float64"))).encode()
    try:
        decode(Answered, text[:cut] + data)
    except ProtocolError:
        return
