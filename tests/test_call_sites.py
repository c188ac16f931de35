"""Listening to calls: the grader's own are not listened to, and whoever else listens is not disturbed."""

import sys
from types import FrameType
from typing import Any

from grader.inside.probes.call_sites import Calls, Places


class Student:
    """An object whose calls are heard."""

    def zero_grad(self) -> None:
        """Do nothing."""


def calls() -> Calls:
    """Listen as the observer does."""
    return Calls(Places("/nowhere"), lambda _: (), lambda _: None)


def test_what_is_called_within_is_not_heard() -> None:
    """And what comes after it is."""
    heard, student = calls(), Student()
    heard.start()
    heard.deaf(student.zero_grad)()
    within = heard.count("zero_grad")
    student.zero_grad()
    heard.stop()
    student.zero_grad()
    assert (within, heard.count("zero_grad")) == (0, 1)
    assert sys.getprofile() is None


def test_stopped_within_it_stays_stopped() -> None:
    """As where the last step that is listened to ends."""
    heard = calls()
    heard.start()
    heard.deaf(heard.stop)()
    assert sys.getprofile() is None


def test_another_profile_function_stays() -> None:
    """The student may have one."""

    def own(frame: FrameType, event: str, argument: Any) -> None:
        del frame, event, argument

    heard = calls()
    heard.start()
    sys.setprofile(own)
    try:
        assert heard.deaf(sys.getprofile)() is own
        assert sys.getprofile() is own
        heard.stop()
        assert sys.getprofile() is own
    finally:
        sys.setprofile(None)
