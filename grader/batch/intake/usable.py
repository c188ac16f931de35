"""Which files a hand-in can consist of."""

_SUFFIXES = (".py", ".ipynb")


def is_code(name: str) -> bool:
    """Say whether a file can be graded."""
    return name.lower().endswith(_SUFFIXES)


def is_archive(name: str) -> bool:
    """Say whether a file may hold files that can be graded."""
    return name.lower().endswith(".zip")


def is_usable(name: str) -> bool:
    """Say whether a file is either."""
    return is_code(name) or is_archive(name)
