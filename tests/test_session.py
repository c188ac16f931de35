"""From a submission to a report: attempts, requirements, strictness, and whose fault it is."""

from dataclasses import replace

import pytest
from observing import NETWORK

from grader.rubric import Rubric, find, load
from grader.sandbox.observe import Place
from grader.session import open_session
from grader.submission import Submission
from grader.wire.machine import SandboxLayer
from grader.wire.plan import SourceFile


@pytest.fixture
def challenge() -> Rubric:
    """The shipped rubric."""
    return load(find("challenge"))


def handed_in(train: str, network: str = NETWORK) -> Submission:
    """A submission of one file."""
    return Submission("student", "student.py", (SourceFile("student.py", f"{network}\n{train}\n".encode()),))


LOOP = """
def train(network):
    optimizer = torch.optim.Adam(network.parameters(), lr=0.05)
    for _ in range(STEPS):
        x = torch.randint(-10, 11, (32, 3)).float()
        wanted = torch.cat([x, x[:, 2:] + 1, x[:, 2:] + 2], dim=1)
        loss = ((network(x) - wanted) ** 2).sum(dim=1).mean()
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
"""


def test_attempts_stop_at_full_marks(place: Place, challenge: Rubric) -> None:
    """A solution that earns everything is run once."""
    report = open_session(challenge, place).grade(handed_in(LOOP.replace("STEPS", "1500")))
    assert report.full_marks, report.checks
    assert [a.seed for a in report.attempts] == [0]


def test_what_chance_can_mend_is_tried_again_with_other_seeds(place: Place, challenge: Rubric) -> None:
    """A loss that is too high is tried with each seed, and the best attempt counts."""
    report = open_session(challenge, place, seed=5).grade(handed_in(LOOP.replace("STEPS", "30")))
    assert [a.seed for a in report.attempts] == [5, 6, 7]
    assert report.score == max(a.score for a in report.attempts)


def test_what_chance_cannot_mend_is_not_tried_again(place: Place, challenge: Rubric) -> None:
    """An answer that was not learned, or a training that failed, is run once."""
    hard_coded = NETWORK.replace("return self.m1(x)", "return torch.cat([x, x[-1:] + 1, x[-1:] + 2])")
    for submission in (
        handed_in("def train(network): pass", hard_coded),
        handed_in("def train(network): raise ValueError"),
    ):
        report = open_session(challenge, place).grade(submission)
        assert len(report.attempts) == 1, report.checks
    assert report.outcome == "graded"


def test_an_answer_that_was_not_learned_earns_nothing_for_being_right(place: Place, challenge: Rubric) -> None:
    """By `requires`, the checks of the answers wait for the check that they were learned."""
    hard_coded = NETWORK.replace("return self.m1(x)", "return torch.cat([x, x[-1:] + 1, x[-1:] + 2])")
    report = open_session(challenge, place).grade(handed_in("def train(network): pass", hard_coded))
    status = {c.id: (c.status, c.diagnosis) for c in report.checks}
    assert status["learned"] == ("failed", "right_with_random_parameters")
    assert status["held_out_loss"] == status["every_integer"] == ("not_judged", "required_check_failed")


def test_a_strict_place_refuses_where_a_layer_is_missing(
    place: Place, challenge: Rubric, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No student code runs, there is no score, and the report says which layer is missing and what to do."""
    strict = replace(place, sandbox="strict")
    admit = Place.admit

    def without_seccomp(self: Place, layers: tuple[SandboxLayer, ...]) -> None:
        admit(self, tuple(replace(x, active=x.active and x.layer != "seccomp") for x in layers))

    monkeypatch.setattr(Place, "admit", without_seccomp)
    report = open_session(challenge, strict).grade(handed_in("def train(network): print('ran')"))
    assert report.outcome == "infrastructure"
    assert report.score is None
    assert "seccomp" in report.checks[0].message
    assert report.output.stdout == ""


def test_a_reference_gives_the_targets_where_the_rubric_names_none(place: Place, challenge: Rubric) -> None:
    """The reference is run like any submission, and its answers are what is right."""
    checks = tuple(
        c.model_copy(update={"target": None}) if c.id in {"held_out_loss", "every_integer", "learned"} else c
        for c in challenge.checks
    )
    rubric = challenge.model_copy(update={"checks": checks})
    report = open_session(rubric, place).grade(handed_in(LOOP.replace("STEPS", "1500")))
    assert report.full_marks, report.checks
