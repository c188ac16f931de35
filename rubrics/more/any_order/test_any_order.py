"""What no other check can see: the network takes numbers in any order, and as many as there are."""

import pytest
import torch


def test_the_order_plays_no_part(network):
    x = torch.tensor([[3.0, -1.0, 4.0, 2.0]])
    assert torch.allclose(network(x), network(x.flip(1)), atol=1e-4), (
        "the same numbers in another order give another answer"
    )


@pytest.mark.parametrize("count", [1, 2, 7])
def test_it_takes_any_number_of_numbers(network, count):
    assert network(torch.ones(5, count)).shape == (5, 1), "a batch of 5 does not give 5 answers"


def test_more_numbers_make_a_larger_sum(trained):
    few, many = trained(torch.full((1, 2), 5.0)), trained(torch.full((1, 6), 5.0))
    assert many > few + 15, f"six fives give {many.item():.1f}, two give {few.item():.1f}"
