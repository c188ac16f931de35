"""Every gradient has to be used by exactly one step: a pure judgement of the observed events."""

from grader.ledger.diagnosis import Finding, judge
from grader.ledger.timeline import timeline

__all__ = ["Finding", "judge", "timeline"]
