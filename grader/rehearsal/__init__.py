"""Try a rubric before students meet it: its reference on many seeds, and on mistakes made on purpose."""

from grader.rehearsal.rehearse import rehearse

__all__ = ["rehearse"]
