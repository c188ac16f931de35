"""Does one thread train, or do several at a time? What one changes while another goes through it ends their process."""

import sys
import threading
from concurrent.futures import thread as pool

WAITING = {"join", "_wait_for_tstate_lock", "wait", "_worker"}
"""Python's own functions in which a thread waits for others."""


class OneThread:
    """Knows the thread that is watched: the first that trains, and each that goes on where that one ended or waits.

    `several` says that two trained at the same time. From then on nothing is to be watched, or touched.
    """

    def __init__(self) -> None:
        self.watched: int | None = None
        self.several = False

    def takes(self) -> bool:
        """Whether the present thread, which trains, is the one that is watched, or becomes it."""
        me = threading.get_ident()
        # Autograd's own threads work for the one that is watched.
        if me != self.watched and not self.several and _goes_on(me):
            self.several = _goes_on(self.watched) and not _waits(self.watched)
            self.watched = None if self.several else me
        return not self.several


def _goes_on(ident: int | None) -> bool:
    return ident is not None and any(thread.ident == ident for thread in threading.enumerate())


def _waits(ident: int | None) -> bool:
    frame = sys._current_frames().get(ident or 0)  # noqa: SLF001  the documented way to another thread's stack
    code = None if frame is None else frame.f_code
    return code is not None and code.co_name in WAITING and code.co_filename in (threading.__file__, pool.__file__)
