"""Every gradient has to be used by exactly one step: a pure judgement of the observed events."""

from grader.ledger.attempts import graded_attempt
from grader.ledger.diagnosis import Finding, judge
from grader.ledger.timeline import timeline

__all__ = ["Finding", "graded_attempt", "judge", "timeline"]
