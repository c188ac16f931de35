"""`grade rubric new`: what it writes works from the start."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.checks.held_out_loss import HeldOutLoss
from grader.errors import UsageError
from grader.rehearsal import rehearse
from grader.rubric import load
from grader.sandbox.observe import Place
from grader.session import open_session
from grader.starter import Answers, start
from grader.starter.rule import Rule, rule_of
from grader.submission import read

CHALLENGE = Answers("lab-3", 'My "lab": one', "MyNetwork", "train", ("a", "b", "c"), ("a", "b", "c", "c + 1", "c + 2"))


@pytest.mark.parametrize(
    "answers",
    [
        CHALLENGE,
        Answers("sums", "Sums", "Net", "fit", ("x", "y"), ("x + y", "2 * x - y", "3", "max(x, x, x)")),
        Answers("one", "One", "Net", "fit", ("x",), ("-x",)),
        Answers("bent", "Bent", "Net", "fit", ("x", "y"), ("abs(x)", "max(x, y)")),
    ],
    ids=lambda answers: answers.name,
)
def test_the_reference_earns_full_marks(answers: Answers, tmp_path: Path, place: Place) -> None:
    """Rubric and reference fit each other, whatever was said."""
    rubric, reference, schema = start(answers, tmp_path / "new")
    rules = load(rubric)
    assert rules.title == answers.title
    assert rubric.read_text().startswith(f"# yaml-language-server: $schema={schema.name}\n")
    report = open_session(rules, place).grade(read(reference, answers.network))
    assert report.score == report.max_score, [c.message for c in report.checks]


@pytest.mark.parametrize(
    "answers",
    [
        Answers("two", "The guide's", "Net", "fit", ("a", "b"), ("a + b", "a - b")),
        Answers("narrow", "One number is enough", "Net", "fit", ("x", "y"), ("x + y", "2 * (x + y) + 3")),
        Answers("bent", "Bent", "Net", "fit", ("x", "y"), ("abs(x)", "max(x, y)")),
    ],
    ids=lambda answers: answers.name,
)
def test_it_passes_its_own_check(answers: Answers, tmp_path: Path, place: Place) -> None:
    """Every mistake loses points where it should, or has a reason why it need not."""
    rubric, *_ = start(answers, tmp_path)
    found = rehearse(load(rubric), place.zygote, 2, lambda _done, _of: None, seeds=1)
    assert found.good, found.survivors


@pytest.mark.parametrize(
    ("names", "target", "rule"),
    [
        ("ab", ("a + b", "a - b"), Rule(straight=True, numbers=2)),
        ("abc", ("a + b + c", "2 * (a + b + c) + 1"), Rule(straight=True, numbers=1)),
        ("a", ("3",), Rule(straight=True, numbers=1)),
        ("ab", ("abs(a)", "max(a, b)"), Rule(straight=False, numbers=2)),
        ("ab", ("(a + 2 * b) ** 2", "a + 2 * b"), Rule(straight=False, numbers=1)),
        ("ab", ("sqrt(a + 10)", "log(b + 11)", "exp(a)"), Rule(straight=False, numbers=2)),
    ],
)
def test_how_many_numbers_the_answers_need_is_known(names: str, target: tuple[str, ...], rule: Rule) -> None:
    """So that no honest network is narrower than `narrowest`, and none that could not be right passes."""
    asked = {"target": target, "inputs": {"integers": tuple(names)}, "full_marks_below": 1.0, "no_marks_above": 2.0}
    assert rule_of(HeldOutLoss(check="held_out_loss", points=1, **asked)) == rule  # type: ignore[arg-type]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A second rubric of the same name is refused, and the first stays as it is."""
    rubric, reference, _ = start(CHALLENGE, tmp_path)
    reference.write_text("mine")
    rubric.unlink()
    with pytest.raises(UsageError, match="found one"):
        start(CHALLENGE, tmp_path)
    assert reference.read_text() == "mine"
    assert not rubric.exists()


def test_answers_that_make_no_rubric_are_told(tmp_path: Path) -> None:
    """In the words of a rubric's errors, and nothing is left behind."""
    with pytest.raises(UsageError, match="expected arithmetic in x, found `z`"):
        start(Answers("bad", "Bad", "Net", "fit", ("x",), ("x + z",)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_it_asks_for_what_no_option_says(tmp_path: Path) -> None:
    """As a person answers who takes what is offered."""
    command = [sys.executable, "-m", "grader.cli", "rubric", "new", "lab3", "--target", "max(a, b), (c)"]
    asked = subprocess.run(command, cwd=tmp_path, input="Lab three\n\n\n\n", capture_output=True, text=True, check=True)
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["lab3.yaml", "lab3_reference.py", "rubric.schema.json"]
    assert load(tmp_path / "lab3.yaml").title == "Lab three"
    assert "torch.stack([torch.maximum(a, b), (c)], dim=1)" in (tmp_path / "lab3_reference.py").read_text()
    assert "grade rubric check lab3.yaml" in asked.stderr


@pytest.mark.parametrize("name", ["../x", "", "a b", "x.yaml"])
def test_a_name_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    """It becomes the name of files."""
    command = [sys.executable, "-m", "grader.cli", "rubric", "new", name, "--title", "T"]
    done = subprocess.run(command, cwd=tmp_path, input="\n\n\n\n", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "expected a name" in done.stderr
    assert list(tmp_path.iterdir()) == []
