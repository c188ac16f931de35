"""The life of one parameter's `.grad`: what lay there when a gradient arrived, and what a step finds."""

import weakref
from collections.abc import Callable, Iterable
from typing import Any

import torch

from grader.inside.probes.tensor_hooks import hook_on, leave
from grader.wire.training import Found

Tensor = torch.Tensor
FEW_NUMBERS = 4
EXACT, ROUNDED = 1e-3, 2e-3
"""Shares of the longest motion by which the others may differ from a step down the gradient, and by rounding."""
SAME_RATE = 1e-3


class ParameterGradient:
    """Looks at one leaf tensor. Holds it weakly: networks that are thrown away stay thrown away.

    `_last` is what `.grad` should be now, `_used` what the last step used, `_offered` what `autograd.grad`
    computed since. They are tensors of our own, so that changes in place are seen however they are made.
    """

    def __init__(self, parameter: Tensor, number: int, hook: Callable[["ParameterGradient", Tensor], None]) -> None:
        self.number = number
        self._parameter = weakref.ref(parameter)
        self._handle: Any = None
        self._last: Tensor | None = None
        self._used: Tensor | None = None
        self._offered: Tensor | None = None
        self._object: Tensor | None = None
        self._values: Tensor | None = None
        self._rate: float | None = None
        self._arrived = False
        self.unhooked = False
        """Whether somebody else removed the hook."""

        def arrive(gradient: Tensor) -> None:
            if not torch.compiler.is_compiling():
                hook(self, gradient)

        self._hook = arrive

    @property
    def parameter(self) -> Tensor | None:
        """The tensor itself, None once it is gone."""
        return self._parameter()

    @property
    def last(self) -> Tensor | None:
        """What `.grad` was after the last arrival."""
        return self._last

    @property
    def values(self) -> Tensor | None:
        """The parameter's values at the last call of `moved`, None where they were forgotten."""
        return self._values

    def attach(self) -> None:
        """Hook on to the tensor, unless that was done or it needs no gradient now."""
        parameter = self._parameter()
        if self._handle is None and parameter is not None and parameter.requires_grad:
            self._handle = hook_on(parameter, self._hook)

    def detach(self) -> None:
        """Let go of the tensor; keep `.grad` itself, to know it again."""
        parameter = self._parameter()
        if self._handle is not None:
            registered = None if parameter is None else parameter._backward_hooks  # noqa: SLF001  read only
            self.unhooked |= parameter is not None and self._handle.id not in (registered or {})
            self._handle.remove()
            self._handle = None
        self._object = None if parameter is None else parameter.grad
        self._values = None

    def leave(self) -> None:
        """Leave no trace of the hook, unless it is on the tensor now."""
        parameter = self._parameter()
        if self._handle is None and parameter is not None:
            leave(parameter)

    def begin(self) -> Found:
        """Take `.grad` as it is; return whether it is still the tensor it was when let go, or another."""
        now = self._gradient()
        again = now is not None and now is self._object
        was_blank = self._last is not None and not _any(self._last)
        self._last = None if now is None else now.detach().clone()
        self._used, self._offered, self._object, self._arrived = self._last, None, None, False
        if now is None:
            return "none"
        if not _any(now):
            return "blank" if was_blank else "zero"
        return "same" if again else "changed"

    def arrive(self, gradient: Tensor, *, functional: bool) -> Found:
        """Note a gradient that was computed, and return what `.grad` held before it is added."""
        if gradient.requires_grad:
            gradient = gradient.detach().clone()
        held = self._gradient()
        found: Found = "none" if held is None else self._compare(held)
        if functional:
            self._offered = gradient if self._offered is None else self._offered + gradient
            return found
        # A reference to this very tensor makes autograd copy it instead of taking it, so it stays as it is.
        self._last = gradient if held is None else held.detach() + gradient
        self._arrived = True
        return found

    def at_use(self) -> Found:
        """Return what `.grad` holds that is about to be used, or was by a closure."""
        now = self._gradient()
        if now is None:
            return "none"
        if self._arrived and _same(now, self._last):
            return "same"
        found = self._origin(now)
        self._last = now.detach().clone()
        return found

    def used(self) -> None:
        """Note that a step has used the gradient."""
        self._used, self._offered, self._arrived = self._last, None, False

    def moved(self) -> Found | None:
        """Return how the values changed since the last call that was not told to forget, None where they did not.

        `same`: by what `.grad` held, times the learning rate that the change before had too. `changed`: in another way.
        """
        parameter = self._parameter()
        if parameter is None:
            return None
        before, self._values = self._values, parameter.detach().clone()
        if before is None or _same(self._values, before):
            return None
        rate, self._rate = self._rate, _rate(before, self._values, self._last)
        if rate is None or self._rate is None:
            return "changed"
        return "same" if abs(self._rate - rate) < SAME_RATE * rate else "changed"

    def forget_values(self) -> None:
        """Have no values to compare with; saves the time of copying them."""
        self._values = None

    def _gradient(self) -> Tensor | None:
        parameter = self._parameter()
        return None if parameter is None else parameter.grad

    def _compare(self, held: Tensor) -> Found:
        if not _any(held):
            return "blank" if self._last is not None and not _any(self._last) else "zero"
        return "same" if _same(held, self._last) else "changed"

    def _origin(self, now: Tensor) -> Found:
        now = _dense(now)
        last, used, offered = (None if t is None else _dense(t) for t in (self._last, self._used, self._offered))
        # First: the same example may give the same gradient twice.
        if _same(now, offered) and _any(now):
            return "assigned"
        found = self._compare(now)
        if found != "changed":
            return found
        if self._arrived and last is not None:
            if bool((now.sign() * last.sign() >= 0).all()) and bool((now.abs() <= last.abs()).all()):
                return "shrunk"
            if used is not None and used.shape == now.shape and _close(now, last + used):
                return "readded"
        if offered is not None and used is not None and _close(now, used + offered):
            return "readded"
        return found


def _rate(before: Tensor, now: Tensor, gradient: Tensor | None) -> float | None:
    """Return the learning rate of the one step down the gradient that led from `before` to `now`, if one did.

    Averages of weights go much the same way, so it is told only where the way is exactly this, and where that of a few
    numbers is not so by chance.
    """
    if gradient is None or not now.is_floating_point() or int(torch.count_nonzero(gradient)) < FEW_NUMBERS:
        return None
    gradient, motion = _dense(gradient), before - now
    rate = float((motion * gradient).sum() / (gradient * gradient).sum())
    beside, farthest = float((motion - rate * gradient).abs().max()), float(motion.abs().max())
    rounding = 2 * torch.finfo(now.dtype).eps * float(now.abs().max())
    exact = beside <= rounding + EXACT * farthest and rounding < ROUNDED * farthest
    return rate if exact and rate > 0 else None


def norm(gradients: Iterable[Tensor | None]) -> float:
    """Return the Euclidean norm of all gradients together."""
    norms = [float(torch.linalg.vector_norm(_dense(g))) for g in gradients if g is not None]
    return float(sum(one**2 for one in norms) ** 0.5)


def _dense(values: Tensor) -> Tensor:
    """Return gradients of an embedding, say, which name the rows that have any, in full."""
    return values.to_dense() if values.is_sparse else values


def _any(values: Tensor) -> bool:
    return bool(values.detach().any())


def _close(one: Tensor, other: Tensor) -> bool:
    return torch.allclose(one.detach(), other.detach(), rtol=1e-5, equal_nan=True)


def _same(one: Tensor, other: Tensor | None) -> bool:
    """Whether both are bit for bit the same; nan is the same as nan."""
    if other is None or one.shape != other.shape or one.dtype != other.dtype:
        return False
    one, other = _dense(one), _dense(other)
    return torch.equal(one, other) or torch.allclose(one, other, rtol=0.0, atol=0.0, equal_nan=True)
