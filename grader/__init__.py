"""An autograder for PyTorch course work that understands the training loop."""

__version__ = "0.1.0"


def load_ipython_extension(shell: object) -> None:
    """Offer `%grade` in a notebook, after `%load_ext grader`."""
    from grader.magic import register  # noqa: PLC0415  only a notebook needs it

    register(shell)
