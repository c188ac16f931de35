"""Rubrics that are right: what is read from them, and what is filled in."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from grader.checks import KINDS
from grader.rubric import Rubric, find, load, read
from grader.wire.plan import Limits

SMALLEST = """
title: A rubric
submission: {network: MyNetwork, train: train}
checks:
  - {check: layer_shapes, points: 20, input: [3], output: [5]}
"""
TWO = SMALLEST + "  - {check: parameter_count, points: 10, at_least: 20}\n"


def rubric(text: str) -> Rubric:
    """Read a rubric that stands in a test."""
    return read(text.encode(), Path("a_rubric.yaml"))


def test_the_shipped_challenge_is_what_the_lab_asks_for() -> None:
    """Its checks, points and thresholds are the agreed ones."""
    challenge = load(find("challenge"))
    points = {check.id: check.points for check in challenge.checks}
    assert points == {
        "layer_shapes": 20,
        "parameter_count": 10,
        "zero_grad": 30,
        "held_out_loss": 30,
        "every_integer": 10,
        "learned": 0,
    }
    assert challenge.max_score == 100
    assert challenge.run.limits.limits == Limits()
    assert challenge.reference is not None
    assert challenge.reference.samefile(find("challenge").parent.parent / "reference/challenge.py")


def test_a_script_is_judged_like_a_function() -> None:
    """The two shipped forms of the challenge differ only in how a submission is called."""
    function, script = load(find("challenge")), load(find("challenge_script"))
    assert script.checks == function.checks
    assert script.run == function.run
    assert (script.submission.train, script.submission.trained) == (None, "my_network")


def test_what_is_left_out_is_filled_in() -> None:
    """A few lines are a whole rubric."""
    small = rubric(SMALLEST)
    assert (small.run.device, small.run.seed, small.run.attempts) == ("cpu", 0, 3)
    assert small.run.limits.limits == Limits()
    assert small.reference is None
    check = small.checks[0]
    assert (check.id, check.title, check.visibility, check.requires) == ("layer_shapes", "", "visible", ())


def test_a_rubric_knows_its_name_and_its_hash() -> None:
    """Both come from the file, and neither can be written in it."""
    small = rubric(SMALLEST)
    assert small.name == "a_rubric"
    assert small.sha256 == hashlib.sha256(SMALLEST.encode()).hexdigest()


def test_limits_are_read_with_their_units() -> None:
    """Times end up in seconds, sizes in bytes."""
    limits = rubric(SMALLEST + "run: {limits: {load: 1500 ms, train: 2 min, memory: 1.5 GiB, disk: 10 MB}}").run.limits
    assert limits.limits == Limits(load=1.5, train=120, memory=3 * 2**29, disk=10_000_000)


def test_a_reference_is_looked_for_beside_the_rubric(tmp_path: Path) -> None:
    """Its path starts at the rubric's folder, wherever the rubric is used from."""
    (tmp_path / "solution.py").touch()
    path = tmp_path / "mine.yaml"
    path.write_text(SMALLEST + "reference: solution.py\n")
    assert load(path).reference == tmp_path / "solution.py"


def test_checks_are_judged_after_those_they_require() -> None:
    """The order of judging follows `requires`; the order of the report stays."""
    text = TWO.replace("output: [5]", "output: [5], requires: [parameter_count]")
    assert [check.id for check in rubric(text).in_order_of_requirement] == ["parameter_count", "layer_shapes"]
    assert [check.id for check in rubric(text).checks] == ["layer_shapes", "parameter_count"]


def test_numbers_and_words_are_read_as_yaml_1_2_reads_them() -> None:
    """`1e-3` is a number, and a column may be called `y`, `n` or `no`."""
    text = SMALLEST + (
        "  - {check: held_out_loss, points: 1, inputs: {integers: [y, n, no]}, target: [y + 1, -n, no % 3, y, n],\n"
        "     full_marks_below: 1e-3, no_marks_above: 1}\n"
    )
    loss = rubric(text).checks[1].model_dump()
    assert loss["inputs"]["integers"] == ("y", "n", "no")
    assert loss["full_marks_below"] == 0.001


def test_json_is_yaml() -> None:
    """A rubric made by a program may be JSON."""
    assert rubric(json.dumps(yaml.safe_load(SMALLEST))).title == "A rubric"


def test_a_byte_order_mark_is_no_mistake() -> None:
    """Some editors begin a file with one."""
    assert read(b"\xef\xbb\xbf" + SMALLEST.encode(), Path("x.yaml")).title == "A rubric"


def test_the_schema_describes_every_kind_of_check() -> None:
    """Editors complete from it, and the shipped rubrics are valid by it."""
    schema = Rubric.model_json_schema()
    assert set(schema["properties"]["checks"]["items"]["discriminator"]["mapping"]) == set(KINDS)
    rubrics = find("challenge").parent
    for path in (*rubrics.glob("*.yaml"), *rubrics.glob("more/*.yaml")):
        jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)


@pytest.mark.parametrize(
    "wrong",
    ["run: {limits: {train: 120}}", "run: {device: gpu}", "run: {attempts: 11}", "author: me"],
)
def test_the_schema_refuses_what_the_reader_refuses(wrong: str) -> None:
    """An editor marks the mistake while it is made."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(SMALLEST + wrong), Rubric.model_json_schema())


def test_reading_a_rubric_loads_little() -> None:
    """No torch, no renderer and no sandbox is loaded for it."""
    code = "import sys, grader.rubric; print('\\n'.join(sys.modules))"
    run = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert {"pydantic", "yaml", "numpy", "simpleeval"} <= loaded
    assert not loaded & {"torch", "rich", "jinja2", "click"}
