"""Turn what stopped the student's code into a `Failure`: their frames only, none of our paths."""

import linecache
import os
import traceback
from types import TracebackType

import torch

from grader.wire.observation import Failure, Frame, PhaseOutcome
from grader.wire.places import without_places

DEVICE_ERRORS: tuple[type[Exception], ...] = (
    torch.OutOfMemoryError,
    getattr(torch, "AcceleratorError", torch.OutOfMemoryError),
)
"""What a GPU raises; the second of them since torch 2.8."""
MAX_MESSAGE = 2000
MAX_FRAMES = 20


class Lacking(Exception):  # noqa: N818  it names what the submission lacks, not an error of ours
    """The submission lacks something the plan names; `kind` says what, the message is for the student."""

    def __init__(self, kind: str, message: str, frames: tuple[Frame, ...] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.frames = frames


def outcome(error: BaseException) -> PhaseOutcome:
    """Return which outcome `error` stands for; torch reports a failed allocation on the CPU as RuntimeError."""
    if isinstance(error, SystemExit):
        return "exited"
    text = _text(error)
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return "out_of_memory"
    if isinstance(error, RuntimeError) and "DefaultCPUAllocator" in text:
        return "out_of_memory"
    if isinstance(error, OSError) and error.errno in (27, 28, 122):  # EFBIG, ENOSPC, EDQUOT
        return "disk_limit"
    return "exception"


def failure(error: BaseException, folder: str) -> Failure:
    """Describe `error` with the frames that lie in the student's `folder`, innermost last."""
    if isinstance(error, Lacking):
        return Failure(error.kind, "", clean(str(error), folder), error.frames)
    frames = student_frames(error.__traceback__, folder)
    message = _text(error)
    if isinstance(error, SyntaxError):
        message = error.msg or "invalid syntax"
        file = relative(error.filename or "", folder)
        if file:
            frames = (*frames, Frame(file, error.lineno or 0, "", clean((error.text or "").strip(), folder)))
    return Failure("exception", type(error).__name__, clean(message, folder), frames[-MAX_FRAMES:])


def student_frames(start: TracebackType | None, folder: str) -> tuple[Frame, ...]:
    """Return the frames of a traceback whose file lies in `folder`, outermost first."""
    frames = []
    for frame, line in traceback.walk_tb(start):
        file = relative(frame.f_code.co_filename, folder)
        if file:
            source = linecache.getline(frame.f_code.co_filename, line).strip()
            frames.append(Frame(clean(file, folder), line, frame.f_code.co_name, clean(source, folder)))
    return tuple(frames)


def relative(file: str, folder: str) -> str:
    """Return `file` relative to the student's `folder`, or an empty string if it lies elsewhere."""
    prefix = folder.rstrip(os.sep) + os.sep
    return file[len(prefix) :].replace(os.sep, "/") if file.startswith(prefix) else ""


def clean(text: str, folder: str) -> str:
    """Cut `text` to size, replace paths of this machine, and make it valid UTF-8."""
    return without_places(text, folder)[:MAX_MESSAGE].encode("utf-8", "replace").decode("utf-8")


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  a student's exception may not be printable
        return "(the exception could not be printed)"
