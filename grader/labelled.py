"""Labelled held-out examples that a rubric brings along in a file, for networks that tell classes apart."""

import hashlib
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator

from grader.beside import PATH, existing
from grader.fault import Fault, faulty
from grader.wire.frames import MAX_NUMBERS

_MOST = 100_000
_SHAPE = "an .npz file with `inputs`, one row an example, and `labels`, a whole number from 0 for each"


@dataclass(frozen=True, slots=True)
class Labelled:
    """The examples in a NumPy `.npz` file: `inputs` of shape (count, …) and `labels` of shape (count,)."""

    path: Path

    @property
    def key(self) -> str:
        """A stable name for this set: equal for equal files."""
        return _read(self.path)[0]

    @property
    def count(self) -> int:
        """How many examples there are."""
        return len(self.labels)

    @property
    def labels(self) -> NDArray[np.int64]:
        """The class of each example, shape (count,)."""
        return _read(self.path)[2]

    def draw(self) -> NDArray[np.float64]:
        """Return the inputs, shape (count, …)."""
        return _read(self.path)[1]


@lru_cache(maxsize=16)
def _read(path: Path) -> tuple[str, NDArray[np.float64], NDArray[np.int64]]:
    """Raises ValueError where the file holds something else."""
    content = path.read_bytes()
    try:
        with np.load(path, allow_pickle=False) as arrays:
            inputs, labels = np.asarray(arrays["inputs"], np.float64), np.asarray(arrays["labels"])
    except KeyError as error:
        raise ValueError(f"one that lacks {error.args[0]}") from error
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError("another kind of file") from error
    if labels.ndim != 1 or labels.dtype.kind not in "iu" or inputs.ndim < 2 or len(inputs) != len(labels):  # noqa: PLR2004
        raise ValueError(f"inputs of shape {inputs.shape}, labels of shape {labels.shape} and kind {labels.dtype}")
    if not 1 <= len(labels) <= _MOST or labels.min() < 0 or not np.isfinite(inputs).all():
        raise ValueError("labels below 0, inputs that are no numbers, or a count out of bounds")
    if inputs.size > MAX_NUMBERS:
        raise ValueError(f"{inputs.size:,} numbers in `inputs`, above {MAX_NUMBERS:,}")
    return hashlib.sha256(content).hexdigest()[:16], inputs, labels.astype(np.int64)


def _labelled(path: Path) -> Path:
    try:
        _read(path)
    except (ValueError, OSError) as error:
        raise faulty(Fault(f"expected {_SHAPE}, found {error}", "write it with numpy.savez")) from error
    return path


LabelledFile = Annotated[Path, existing("held-out examples"), AfterValidator(_labelled), PATH]
