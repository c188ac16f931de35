"""What pydantic found wrong with a rubric file: where, what was expected and found, what to do."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from grader.errors import RubricError
from grader.fault import FAULTS, Fault, closest, nearest, shown
from grader.rubric import advice
from grader.rubric.yaml_source import Loc, Place, Source

_AT_MOST = 8
_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "`true` or `false`",
    "tuple_type": "a list",
    "model_type": "a mapping, `key: value`",
    "model_attributes_type": "a mapping, `key: value`",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "a number below {lt}",
    "less_than_equal": "{le} or less",
    "too_short": "a list of at least {min_length}",
    "too_long": "a list of at most {max_length}",
    "dict_type": "a mapping, `key: value`",
    "string_too_short": "some text",
}


_WORD = re.compile(r"'([^']*)'")


class _Found(NamedTuple):
    """A fault and where it stands; in order, the most useful to read first."""

    rank: int
    line: int
    column: int
    fault: Fault


def explained(error: ValidationError, source: Source, model: type[BaseModel]) -> RubricError:
    """Return one error that says all that is wrong, first what may explain the rest."""
    details = error.errors(include_url=False)
    meant = {_meant(model, d["loc"]) for d in details if d["type"] == "extra_forbidden"}
    details = [d for d in details if d["loc"] not in meant and not _follows(d, details)]
    found = [f for d in details for f in _found(d, source, model)]
    found.sort(key=lambda f: f[:3])
    hints = [f.fault.hint for f in found]
    # Of one hint for several in a row, the last says it.
    hints = [now if now != after else "" for now, after in pairwise([*hints, ""])]
    errors = [
        RubricError(f.fault.message, where=f"{source.path}:{f.line}:{f.column}", hint=hint)
        for f, hint in zip(found, hints, strict=True)
    ]
    if len(errors) == 1:
        return errors[0]
    more = [f"… and {len(errors) - _AT_MOST} more"] if len(errors) > _AT_MOST else []
    return RubricError("\n".join([*map(str, errors[:_AT_MOST]), *more]))


def _follows(detail: ErrorDetails, others: list[ErrorDetails]) -> bool:
    """Whether a list is too short only since its entries are wrong."""
    depth = len(detail["loc"])
    deeper = (o["loc"] for o in others if len(o["loc"]) > depth)
    return detail["type"] == "too_short" and any(loc[:depth] == detail["loc"] for loc in deeper)


def _found(detail: ErrorDetails, source: Source, model: type[BaseModel]) -> Iterator[_Found]:
    loc, kind = detail["loc"], detail["type"]
    if kind == FAULTS:
        for fault in detail["ctx"][FAULTS]:
            yield _Found(1, *_place(source, (*loc, *fault.at)), fault)
    elif kind == "extra_forbidden":
        word = str(loc[-1])
        fault = Fault(f"expected a known key, found `{word}`", advice.on_key(word, _models(model, loc), model))
        yield _Found(0, *_place(source, loc, key=True), fault)
    elif kind == "missing":
        yield _Found(2, *_place(source, loc), Fault(f"expected the key `{loc[-1]}`, found none", _meaning(model, loc)))
    elif kind in ("union_tag_invalid", "union_tag_not_found"):
        yield _Found(0, *_place(source, (*loc, "check")), _unknown_kind(detail, model))
    else:
        yield _Found(1, *_place(source, loc), _unfit(detail, model))


def _unknown_kind(detail: ErrorDetails, model: type[BaseModel]) -> Fault:
    kinds = [word for check in _models(model, (*detail["loc"], "check")) for word in _tags(check)]
    if "check" not in detail["input"]:
        return Fault("expected a kind of check, found none", advice.on_kind(detail["input"], kinds))
    tag = detail["input"].get("check")
    return Fault(f"expected a kind of check, found {shown(tag)}", nearest(str(tag or ""), kinds))


def _unfit(detail: ErrorDetails, model: type[BaseModel]) -> Fault:
    context: dict[str, Any] = detail.get("ctx", {})
    if detail["type"] == "literal_error":
        words = _WORD.findall(context["expected"])
        what = ", ".join(f"`{word}`" for word in words)
        near = closest(str(detail["input"]), words)
        hint = f"did you mean `{near}`?" if near else ""
        return Fault(f"expected one of {what}, found {shown(detail['input'])}", hint)
    if detail["type"] in _EXPECTED:
        what = _EXPECTED[detail["type"]].format_map({key: shown(value) for key, value in context.items()})
        meant = advice.on_value(detail["type"], detail["input"]) or _meaning(model, detail["loc"])
        return Fault(f"expected {what}, found {shown(detail['input'])}", meant)
    return Fault(f"{detail['msg']}, found {shown(detail['input'])}")


def _place(source: Source, loc: Loc, *, key: bool = False) -> Place:
    """Return line and column of `loc`, without the names of kinds that pydantic puts into it."""
    known: Loc = ()
    for part in loc:
        if (*known, part) in source.values:
            known = (*known, part)
    return (source.keys if key else source.values)[known]


def _keys(model: type[BaseModel], loc: Loc) -> set[str]:
    """Return the keys that the mapping around `loc` may have."""
    return {key for m in _models(model, loc) for key in m.model_fields}


def _meaning(model: type[BaseModel], loc: Loc) -> str:
    """Return what the field at `loc` is for, or the field whose list it stands in."""
    while loc and isinstance(loc[-1], int):
        loc = loc[:-1]
    name = str(loc[-1]) if loc else ""
    fields = (m.model_fields.get(name) for m in _models(model, loc))
    return next((f"`{name}`: {field.description}" for field in fields if field and field.description), "")


def _meant(model: type[BaseModel], loc: Loc) -> Loc:
    """Return the place of the key that was probably meant by the unknown one at `loc`."""
    return (*loc[:-1], closest(str(loc[-1]), _keys(model, loc)))


def _models(model: type[BaseModel], loc: Loc) -> list[type[BaseModel]]:
    """Return the models that the mapping around `loc` is validated by."""
    models = [model]
    for part in loc[:-1]:
        if isinstance(part, str):
            fields = [m.model_fields[part] for m in models if part in m.model_fields]
            models = [m for m in models if part in _tags(m)] or [i for f in fields for i in advice.inner(f.annotation)]
    return models


def _tags(model: type[BaseModel]) -> tuple[Any, ...]:
    check = model.model_fields.get("check")
    return get_args(check.annotation) if check else ()
