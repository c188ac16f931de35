"""Whose fault an error on a GPU is: the machine's, which costs no marks, or the student's.

The errors are torch's own; what a GPU would say of its memory is said for it.
"""

import pytest
import torch

from grader.explain import cause, explain
from grader.inside.device import Cuda, UnusableError
from grader.inside.faults import failure, outcome
from grader.wire.observation import Failure, Phase
from grader.wire.plan import Limits

GIBI = 1024**3
CAP = 2 * GIBI


@pytest.mark.parametrize(
    ("free", "held", "said"),
    [
        (6 * GIBI, GIBI, ""),
        (GIBI, GIBI, ""),
        (GIBI // 2, GIBI, "others use its memory"),
        (0, 0, "others use its memory"),
    ],
)
def test_who_has_used_up_the_memory(monkeypatch: pytest.MonkeyPatch, free: int, held: int, said: str) -> None:
    """The student, if the GPU still has what this process may take of it; others, if it has not."""
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (free, 8 * GIBI))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda: held)
    error = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 4.00 GiB.")
    assert Cuda("0", CAP).fault(error).startswith(said)
    assert bool(Cuda("0", CAP).fault(error)) == bool(said)


@pytest.mark.parametrize(
    "words",
    [
        "CUDA error: CUDA-capable device(s) is/are busy or unavailable",
        "CUDA error: uncorrectable ECC error encountered",
        "CUDA error: out of memory",
        "CUDA driver initialization failed, you might not have a CUDA gpu.",
        "CUDA error: unknown error",
        "CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`",
    ],
)
def test_a_gpu_that_fails_is_nobodys_fault(words: str) -> None:
    """What no student's code brings about."""
    assert words in Cuda("0", CAP).fault(RuntimeError(f"{words}\nCUDA kernel errors might be reported later"))


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA error: device-side assert triggered"),
        RuntimeError("CUDA error: an illegal memory access was encountered"),
        RuntimeError("mat1 and mat2 shapes cannot be multiplied (1x3 and 4x5)"),
        ValueError("busy or unavailable"),
    ],
)
def test_a_mistake_stays_the_students(error: Exception) -> None:
    """Whatever device it was made on."""
    assert Cuda("0", CAP).fault(error) == ""


def test_a_gpu_that_is_not_there_can_not_be_used() -> None:
    """Said with torch's own words."""
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(UnusableError, match="Error: "):
        Cuda("0", CAP).start()


def test_each_kind_of_memory_is_told() -> None:
    """The limit that was passed is the GPU's, not that of the process."""
    error = torch.OutOfMemoryError("CUDA out of memory.")
    phase = Phase("train", outcome(error), 1.0, failure(error, "/nowhere"))
    assert phase.outcome == "out_of_memory"
    assert "of the GPU than the 512 MiB" in explain(phase, Limits(gpu_memory=GIBI // 2)).detail
    assert "of the GPU" not in explain(Phase("train", outcome(MemoryError()), 1.0), Limits()).detail


def test_an_index_that_only_a_gpu_complains_of_is_explained() -> None:
    """Its own message says nothing of an index."""
    found = cause(Failure("exception", "AcceleratorError", "CUDA error: device-side assert triggered"))
    assert found is not None
    assert found.code == "index_on_gpu"
