"""`accuracy` on answers made by hand, and on files that hold no labelled examples."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from numpy.typing import NDArray
from observations import FAILURE, answering, documented, failing, phases, stopped
from pydantic import ValidationError

from grader.check import Judgement, Seen
from grader.checks.accuracy import Accuracy
from grader.checks.learned import Learned
from grader.labelled import Labelled
from grader.wire.observation import Answer, Array, Observation
from grader.wire.training import Summary, Training

LABELS = np.arange(200) % 4


@pytest.fixture
def check(tmp_path: Path) -> Accuracy:
    """Four classes, 200 examples."""
    return accuracy(tmp_path, inputs=np.arange(400.0).reshape(200, 2), labels=LABELS)


def accuracy(folder: Path, **arrays: NDArray[np.generic]) -> Accuracy:
    """A check on these arrays."""
    np.savez(folder / "held_out.npz", **arrays)
    found = {"held_out": str(folder / "held_out.npz"), "full_marks_from": 0.9, "no_marks_below": 0.5}
    return Accuracy.model_validate({"check": "accuracy", "points": 10, **found})


def rows(places: NDArray[np.integer], size: int = 4) -> NDArray[np.float32]:
    """What a network gives that is sure of these classes."""
    return np.eye(size, dtype=np.float32)[places] * 3 - 1


def wrong(share: float) -> NDArray[np.integer]:
    """Classes of which this share is wrong."""
    return np.where(np.arange(200) < 200 * share, (LABELS + 1) % 4, LABELS)


def verdicts() -> list[Judgement]:
    """A verdict of each diagnosis."""
    with TemporaryDirectory() as folder:
        asked = accuracy(Path(folder), inputs=np.arange(400.0).reshape(200, 2), labels=LABELS)
        gave = [rows(wrong(share)) for share in (0.0, 0.2, 0.5)]
        gave += [rows(LABELS * 0 + 2), np.zeros((200, 3), np.float32)]
        found = [asked.judge(answering(asked, lambda _, given=given: given)) for given in gave]
        whole = answering(asked, lambda _: np.zeros((200, 4), np.int64))
        failed = (failing(asked, FAILURE), failing(asked, None), stopped("train"), whole)
        return [*found, *map(asked.judge, failed)]


@pytest.mark.parametrize(
    ("share", "fraction", "diagnosis"),
    [(0.0, 1, "correct"), (0.1, 1, "correct"), (0.2, 0.75, "partly_accurate"), (0.5, 0, "not_accurate")],
)
def test_the_share_of_right_answers_earns_marks(check: Accuracy, share: float, fraction: float, diagnosis: str) -> None:
    """All, a part, or none."""
    verdict = check.judge(answering(check, lambda _: rows(wrong(share))))
    assert (verdict.fraction, verdict.diagnosis) == (pytest.approx(fraction), diagnosis)
    assert verdict.evidence["accuracy"] == pytest.approx(1 - share)


def test_more_outputs_than_classes_are_fine(check: Accuracy) -> None:
    """A class that is never right costs nothing until it is named."""
    assert check.judge(answering(check, lambda _: rows(LABELS, 6))).diagnosis == "correct"


def test_every_example_taken_for_one_class_is_told(check: Accuracy) -> None:
    """A quarter is right by that."""
    verdict = check.judge(answering(check, lambda _: rows(LABELS * 0 + 2)))
    assert verdict.diagnosis == "always_the_same_class"
    assert "class 2" in verdict.message


def test_what_is_no_number_is_no_class(check: Accuracy) -> None:
    """NaN everywhere is not the first class by chance."""
    verdict = check.judge(answering(check, lambda _: np.full((200, 4), np.nan, np.float32)))
    assert verdict.fraction == 0


@pytest.mark.parametrize("shape", [(200,), (200, 1)])
def test_a_single_output_tells_two_classes_apart(tmp_path: Path, shape: tuple[int, ...]) -> None:
    """Above 0 is class 1."""
    labels = np.arange(200) % 2
    check = accuracy(tmp_path, inputs=np.zeros((200, 2)), labels=labels)
    verdict = check.judge(answering(check, lambda _: (labels * 2.0 - 1).reshape(shape)))
    assert verdict.diagnosis == "correct"


@pytest.mark.parametrize(
    ("outputs", "diagnosis"),
    [
        (np.zeros((200, 3), np.float32), "wrong_output_shape"), (np.zeros(200, np.float32), "wrong_output_shape"),
        (np.zeros((200, 4, 1), np.float32), "wrong_output_shape"), (np.zeros((200, 4), np.int64), "wrong_dtype"),
    ],
)  # fmt: skip
def test_answers_that_name_no_class_are_told(check: Accuracy, outputs: NDArray[np.generic], diagnosis: str) -> None:
    """Too few, too many dimensions, or whole numbers."""
    assert check.judge(answering(check, lambda _: outputs)).diagnosis == diagnosis


def test_failures_are_told(check: Accuracy) -> None:
    """Each has its own diagnosis, and all diagnoses are documented."""
    assert check.judge(failing(check, FAILURE)).diagnosis == "forward_failed"
    assert check.judge(failing(check, None)).diagnosis == "no_answer"
    assert check.judge(stopped("train")).diagnosis == "no_evaluate"
    assert {"correct", "partly_accurate", "not_accurate", "always_the_same_class"} <= documented(Accuracy)


@pytest.mark.parametrize(
    ("arrays", "found"),
    [
        ({"inputs": np.zeros((3, 2))}, "labels"), ({"inputs": np.zeros((3, 2)), "labels": np.zeros(3)}, "kind float64"),
        ({"inputs": np.zeros((3, 2)), "labels": np.zeros(2, int)}, "shape (2,)"),
        ({"inputs": np.zeros(3), "labels": np.zeros(3, int)}, "shape (3,)"),
        ({"inputs": np.full((3, 2), np.nan), "labels": np.zeros(3, int)}, "no numbers"),
        ({"inputs": np.zeros((3, 2)), "labels": np.array([0, -1, 1])}, "below 0"),
        ({"inputs": np.zeros((0, 2)), "labels": np.zeros(0, int)}, "out of bounds"),
        ({"inputs": np.zeros((3, 700_000)), "labels": np.zeros(3, int)}, "2,100,000 numbers"),
        ({"inputs": np.array([[None]]), "labels": np.zeros(1, int)}, "another kind of file"),
    ],
)  # fmt: skip
def test_a_file_with_something_else_is_told(tmp_path: Path, arrays: dict[str, NDArray[np.generic]], found: str) -> None:
    """Also one that would run code when it is read."""
    with pytest.raises(ValidationError, match="labels") as told:
        accuracy(tmp_path, **arrays)
    assert found.lower() in str(told.value).lower()


def test_a_file_of_another_kind_is_told(tmp_path: Path) -> None:
    """Text is none."""
    (tmp_path / "held_out.npz").write_text("x,y\n")
    with pytest.raises(ValidationError, match=r"\.npz file"):
        Accuracy.model_validate(
            {"check": "accuracy", "points": 1, "held_out": str(tmp_path / "held_out.npz"), "full_marks_from": 1.0,
             "no_marks_below": 0.0}
        )  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "sign"),
    [
        ("random", "right_with_random_parameters"),
        ("fresh", "right_before_training"),
        ("zero", "right_without_parameters"),
        ("trained", "correct"),
    ],
)
def test_classes_that_need_no_training_are_not_learned(check: Accuracy, condition: str, sign: str) -> None:
    """`learned` takes the file of the rubric's own check, and what follows from it."""
    learned = Learned(check="learned", points=0).completed([check])
    assert isinstance(learned, Learned)
    assert learned.held_out == check.held_out
    given = []
    for question in learned.asks().questions:
        outputs = rows(LABELS if question.condition in {"trained", "gradients", condition} else wrong(0.5))
        array = Array(outputs.shape, "float32", outputs.tobytes())
        given.append(Answer(question.inputs.key, array, None, question.condition))
    training = Training(summary=Summary(steps=1, backwards=1))
    assert learned.judge(Seen(Observation(0, phases(), training=training, answers=tuple(given)))).diagnosis == sign


def test_equal_files_are_equal_sets(check: Accuracy, tmp_path: Path) -> None:
    """The name of a set follows from what the file holds."""
    copy = tmp_path / "copy.npz"
    copy.write_bytes(check.held_out.read_bytes())
    assert Labelled(copy).key == Labelled(check.held_out).key
