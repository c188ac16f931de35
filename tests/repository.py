"""Where the repository lies that these tests belong to."""

from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
