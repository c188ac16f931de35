"""A submission as a notebook, for the tools that grade those."""

import json

TRAINED = "torch.manual_seed(0)\nnetwork = MyNetwork()\ntrain(network)"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def cell(number: int, source: str, **metadata: object) -> dict[str, object]:
    """Return a code cell."""
    return {"cell_type": "code", "id": f"cell-{number}", "metadata": metadata, "execution_count": None,
            "outputs": [], "source": source}  # fmt: skip


def notebook(cells: list[dict[str, object]]) -> str:
    """Return the file."""
    return json.dumps({"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5})
