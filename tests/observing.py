"""Observe a student's source text in a real child: what several test files need."""

from collections.abc import Sequence
from pathlib import Path

from grader.inputs import Inputs, Question
from grader.report import Report
from grader.rubric import find, load
from grader.sandbox.observe import Place, observe
from grader.session import open_session
from grader.submission import read
from grader.wire.observation import Observation
from grader.wire.plan import Limits, Plan, SourceFile

NETWORK = """
import os, sys, time, threading, signal, random, torch
import numpy as np
from torch import nn
class MyNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = nn.Linear(3, 5)
    def forward(self, x):
        return self.m1(x)
"""
QUICK = Limits(load=10.0, train=10.0, evaluate=10.0)
HELD_OUT = Inputs(integers=("a", "b", "c"), count=20)


def graded(place: Place, path: Path, rubric: str = "challenge") -> Report:
    """Return the report on what lies at `path`, after one attempt."""
    rules = load(find(rubric))
    rules = rules.model_copy(update={"run": rules.run.model_copy(update={"attempts": 1})})
    return open_session(rules, place).grade(read(path, rules.submission.network))


def see(
    place: Place,
    source: str,
    *,
    train: str | None = "train",
    trained: str | None = None,
    limits: Limits = QUICK,
    questions: Sequence[Question] = (),
    seed: int = 0,
) -> Observation:
    """Return what is seen of `source`, a whole file that is handed in as student.py."""
    plan = Plan("train", "student.py", "MyNetwork", train, trained, seed, "cpu", limits, (3,))
    return observe(place, [SourceFile("student.py", source.encode())], plan, questions)
