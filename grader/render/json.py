"""The report as JSON: the form that other programs read."""

import json

from grader.report import Report


def render(report: Report) -> str:
    """Return the whole report, hidden checks and notes included; what is no finite number is null."""
    return report.model_dump_json(indent=2) + "\n"


def schema() -> str:
    """Return the JSON Schema of the report."""
    described = Report.model_json_schema(mode="serialization")
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**dialect, **described}, indent=2, ensure_ascii=False) + "\n"
