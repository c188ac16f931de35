"""Which of torch's functions and of the grader's own are noticed to be others."""

import gc
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import nn
from torch.optim import optimizer as torch_optimizer

from grader.inside.probes import event_log, traces
from grader.inside.probes.functions import Functions


class Odd(str):
    """A text that is equal to nothing."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, _: object) -> bool:
        return False


def other(*_: Any) -> None:
    """Stand in the place of another function."""


@pytest.fixture
def functions() -> Functions:
    """What is there now."""
    return Functions()


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Put back, name by name, what a test exchanges."""
    spaces = [vars(space) for space in (torch, nn.functional, traces, event_log, torch_optimizer, gc)]
    before = [dict(space) for space in spaces]
    yield
    for space, names in zip(spaces, before, strict=True):
        dict.clear(space)
        dict.update(space, names)


def _swap_names() -> None:
    names = vars(nn.functional)
    swapped = {"relu": "gelu", "gelu": "relu"}
    items = list(names.items())
    names.clear()
    names.update({swapped.get(name, name): value for name, value in items})


@pytest.mark.parametrize(
    ("exchange", "named"),
    [
        (lambda: setattr(torch, "sum", other), "torch.sum"),
        (lambda: vars(traces).pop("_rate"), "grader.inside.probes.traces._rate"),
        (_swap_names, "torch.nn.functional.relu"),
        (lambda: setattr(traces, "len", other), "grader.inside.probes.traces.len"),
        (lambda: vars(traces).update({Odd("len"): other}), "grader.inside.probes.traces (a name of the type Odd)"),
        (
            lambda: setattr(torch_optimizer, "_global_optimizer_post_hooks", OrderedDict()),
            "torch.optim.optimizer._global_optimizer_post_hooks",
        ),
        (lambda: setattr(gc, "get_referents", lambda *_: []), "gc.get_referents"),
    ],
)  # fmt: skip
def test_what_was_exchanged_is_named(functions: Functions, exchange: Callable[[], Any], named: str) -> None:
    """By the place where it stands."""
    assert functions.replaced() == ()
    exchange()
    assert named in functions.replaced()


def test_a_function_that_had_other_code_for_a_while_is_named(functions: Functions) -> None:
    """Python tells of it, so that it need not have it at the end."""
    code = event_log._alike.__code__
    event_log._alike.__code__ = other.__code__
    event_log._alike.__code__ = code
    assert functions.replaced() == ("grader.inside.probes.event_log._alike",)


@pytest.mark.parametrize(
    "change",
    [
        lambda: setattr(torch, "new_name", other),
        lambda: vars(traces).update({"__warningregistry__": {}, "event_log": event_log}),
    ],
)
def test_what_is_added_by_others_is_not_named(functions: Functions, change: Callable[[], Any]) -> None:
    """Torch adds names to itself at times, and Python to every module."""
    change()
    assert functions.replaced() == ()


def test_a_name_that_moved_to_the_next_dictionary_is_named(functions: Functions) -> None:
    """Put together they have the same names and values in the same order as before."""
    places = functions._dictionaries
    at = next(i for i, names in enumerate(places) if names is vars(traces))
    following, (name, value) = places[at + 1], list(vars(traces).items())[-1]
    if not isinstance(following, dict) or following is vars(torch):
        pytest.skip("no dictionary of the grader's follows")
    kept = dict(following)
    try:
        del vars(traces)[name]
        following.clear()
        following.update({name: value, **kept})
        assert f"grader.inside.probes.traces.{name}" in functions.replaced()
    finally:
        following.clear()
        following.update(kept)
