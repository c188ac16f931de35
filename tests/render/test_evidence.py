"""Evidence as tables."""

from typing import Any

import pytest

from grader.render.evidence import said, tables


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (True, "yes"),
        (1, "1"),
        (10_000, "10,000"),
        (0.123456, "0.1235"),
        ([3, 5], "3, 5"),
        ([], "none"),
        ({"±10": 1.0, "share_exact": 0.5}, "±10: 1, share exact: 0.5"),
        ("Linear", "Linear"),
    ],
)
def test_values_are_written_as_people_write_them(value: Any, shown: str) -> None:
    """No value shows Python's own notation."""
    assert said(value) == shown


def test_plain_values_share_a_table_and_records_get_their_own() -> None:
    """A list of records becomes columns, and a key that only some records have leaves gaps."""
    plain, records = tables({"steps": 3, "rows": [{"a": 1}, {"a": 2, "the_b": None}]})
    assert plain.rows == (("steps", "3"),)
    assert records.caption == "rows"
    assert records.headings == ("a", "the b")
    assert records.rows == (("1", ""), ("2", "–"))


def test_what_is_said_elsewhere_is_not_repeated() -> None:
    """Neither what a check waits for nor what is drawn appears as a table."""
    assert tables({"requires": ["a"], "phase": "train", "outcome": "timeout", "drawn": 1}, except_for={"drawn"}) == []
