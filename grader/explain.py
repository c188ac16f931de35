"""What stopped a phase: what was seen, with the student's own lines, then why and what to try."""

from dataclasses import dataclass

from grader.causes import UNKNOWN, cause
from grader.wire.observation import Failure, Phase, PhaseName
from grader.wire.plan import Limits


@dataclass(frozen=True, slots=True)
class Explained:
    """`detail` is what was seen, `hint` the reason and the next step, `lab` the heading that explains it.

    `diagnosis` is the stable code of a known cause. All are empty for a phase that ended well.
    """

    diagnosis: str = ""
    detail: str = ""
    hint: str = ""
    lab: str = ""


def explain(phase: Phase, limits: Limits) -> Explained:
    """Return what the report says about how a phase ended."""
    if phase.outcome in ("ok", "not_reached"):
        return Explained()
    if phase.outcome == "exception" and phase.failure is not None:
        known = cause(phase.failure) or UNKNOWN
        return Explained(known.code, "\n".join(traceback(phase.failure)), known.meaning, known.lab)
    lines = [] if phase.failure is None else traceback(phase.failure)
    seen, advice = _limit(phase, limits)
    return Explained(phase.outcome, "\n".join([*lines, seen]), advice)


def traceback(failure: Failure) -> list[str]:
    """Return the student's frames, innermost last, then the exception, like Python prints them."""
    if failure.kind in ("ended", "protocol"):
        return []
    lines = []
    for frame in failure.frames:
        lines.append(f"{frame.file}, line {frame.line}" + (f", in {frame.function}" if frame.function else ""))
        if frame.text:
            lines.append(f"    {frame.text}")
    if failure.kind != "exception":
        return [*lines, _sentence(failure.message)]
    what = f"{failure.type}: {failure.message}" if failure.type else failure.message
    return [*lines, what.removesuffix(": ")]


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:] + ("" if message.endswith((".", "?")) else ".")


_SIGNALS = {"6": "it aborted (SIGABRT)", "7": "a memory fault (SIGBUS)", "9": "it was killed (SIGKILL)",
            "11": "a memory fault (SIGSEGV)", "24": "its processor time was used up (SIGXCPU)",
            "31": "it asked the system for something that is not allowed while grading (SIGSYS)"}  # fmt: skip
_TOO_LONG: dict[PhaseName, str] = {
    "load": "Code outside of functions runs while the file is loaded. The grader calls the training function itself: "
    "leave such a call out, and check that every loop ends.",
    "build": "Building a network takes no time. Check that no loop in __init__ runs on and on.",
    "train": "Check that the loop ends. If it does, fewer steps are enough: print the loss now and then, and stop when "
    "it is small.",
    "evaluate": "One answer takes a moment. Check that no loop in forward runs on and on.",
}


def _limit(phase: Phase, limits: Limits) -> tuple[str, str]:  # noqa: PLR0911  one pair of sentences for each outcome
    """Return what was seen, and the advice."""
    how = phase.failure
    match phase.outcome:
        case "timeout":
            seen = f"It was still running after {limits.seconds(phase.name):.0f} seconds, which is the limit."
            return seen, _TOO_LONG[phase.name]
        case "out_of_memory" if how is not None and how.type == "OutOfMemoryError":
            return (
                f"It asked for more memory of the GPU than the {limits.gpu_memory / 1024**2:,.0f} MiB it may use.",
                "Take smaller batches, and keep no tensors of steps that are over: append loss.item() to a list, "
                "not loss.",
            )
        case "out_of_memory":
            return (
                f"It asked for more memory than the {limits.memory / 1024**2:,.0f} MiB it may use.",
                "A list of losses keeps every calculation behind them: append loss.item() instead of loss. "
                "Make examples one by one, or a few at a time.",
            )
        case "output_limit":
            return (
                f"It printed more than {limits.most_printed / 1024**2:.0f} MiB.",
                "Print every 1,000th step instead of every one.",
            )
        case "disk_limit":
            return (
                f"It wrote more than the {limits.disk / 1024**2:.0f} MiB of files it may write.",
                "Nothing has to be saved for grading: leave out what writes files.",
            )
        case "exited":
            return (
                "The program ended itself before it was finished.",
                "Leave out sys.exit(), exit(), quit() and os._exit(): the grader goes on after your code.",
            )
        case "killed" if how is not None and how.type == "signal":
            return (
                f"The program crashed: {_SIGNALS.get(how.message, f'signal {how.message}')}.",
                "This happens below Python, so no line can be named. Take out what the lab does not use.",
            )
        case "killed" if how is not None and how.type == "processes":
            return (
                f"It started more than the {limits.processes} processes it may have.",
                "Train in one process, without multiprocessing or helpers of a DataLoader.",
            )
        case "protocol":
            return (
                "It wrote into the grader's own channel, or closed it, so nothing after that could be believed.",
                "Leave out what opens or closes files by number, such as os.close().",
            )
        case _:
            return "It was stopped.", "Try it again; if it happens twice, show this report to your instructor."
