"""A tensor that was hooked on is as it was, once the hook is gone."""

import torch

from grader.inside.probes.tensor_hooks import hook_on, leave


def leaf() -> torch.Tensor:
    """A parameter."""
    return torch.ones(3, requires_grad=True)


def test_a_hook_that_was_removed_leaves_no_trace() -> None:
    """And the next one works."""
    tensor = leaf()
    assert tensor._backward_hooks is None
    for _ in range(2):
        heard: list[float] = []
        handle = hook_on(tensor, lambda gradient, into=heard: into.append(gradient.sum().item()))
        (2 * tensor).sum().backward()
        assert heard == [6.0]
        handle.remove()
        leave(tensor)
        assert tensor._backward_hooks is None
        (2 * tensor).sum().backward()
        assert heard == [6.0]


def test_hooks_of_others_stay() -> None:
    """They do what they did."""
    tensor = leaf()
    tensor.register_hook(lambda gradient: 10 * gradient)
    hook_on(tensor, lambda _gradient: None).remove()
    leave(tensor)
    tensor.sum().backward()
    assert tensor.grad is not None
    assert tensor.grad.tolist() == [10.0] * 3


def test_nothing_is_taken_away_in_the_midst_of_a_backward() -> None:
    """It may be what is running."""
    tensor = leaf()
    seen = []

    def look(_gradient: torch.Tensor) -> None:
        handle.remove()
        leave(tensor)
        seen.append(tensor._backward_hooks)

    handle = hook_on(tensor, look)
    tensor.sum().backward()
    assert seen == [{}]
    leave(tensor)
    assert tensor._backward_hooks is None
