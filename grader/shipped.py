"""Where the shipped rubrics and references lie: inside an installed package, or at a checkout's root."""

from pathlib import Path

_INSTALLED = Path(__file__).with_suffix("")
_CHECKOUT = Path(__file__).parent.parent


def shipped(folder: str) -> Path:
    """Return the shipped folder `rubrics` or `reference`."""
    installed = _INSTALLED / folder
    return installed if installed.is_dir() else _CHECKOUT / folder
