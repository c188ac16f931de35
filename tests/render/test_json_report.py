"""The report as JSON."""

import json

import pytest
from golden_files import assert_golden
from jsonschema import Draft202012Validator
from reports import REPORTS, SHAPES, report

from grader.render import json as rendered
from grader.report import Report


@pytest.mark.parametrize("name", REPORTS)
def test_the_json_is_as_before(name: str) -> None:
    """The form that other programs read does not change by accident."""
    assert_golden(f"{name}.json", rendered.render(REPORTS[name]))


def test_the_schema_is_as_before() -> None:
    """The contract itself does not change by accident."""
    assert_golden("schema.json", rendered.schema())


@pytest.mark.parametrize("given", REPORTS.values(), ids=REPORTS)
def test_every_report_is_valid(given: Report) -> None:
    """What is written keeps the published schema, which is itself a valid one."""
    schema = json.loads(rendered.schema())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(rendered.render(given)))


@pytest.mark.parametrize("given", REPORTS.values(), ids=REPORTS)
def test_a_report_can_be_read_back(given: Report) -> None:
    """Nothing is lost on the way through the file."""
    assert Report.model_validate_json(rendered.render(given)) == given


def test_numbers_are_finite_or_null() -> None:
    """Evidence of an exploded training makes no invalid JSON."""
    evidence = {"loss": float("nan"), "losses": [1.0, float("inf")]}
    text = rendered.render(report(SHAPES.model_copy(update={"evidence": evidence})))
    assert json.loads(text, parse_constant=pytest.fail)["checks"][0]["evidence"] == {
        "loss": None,
        "losses": [1.0, None],
    }
