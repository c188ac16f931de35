"""Moments as platforms write them."""

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d|[A-Za-z][\w/+-]*)?")


def moment(text: str) -> datetime | None:
    """Return the moment in `2015-02-02 15:58:23.94 America/Los_Angeles` and its like; None where it is none.

    The zone may be an offset, a name or left out; then, and where it is unknown, it is UTC.
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    day, time, zone = match.groups()
    try:
        if zone and zone[0] in "+-":
            return datetime.fromisoformat(f"{day}T{time}{zone}")
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=_named(zone))
    except ValueError:
        return None


def _named(zone: str | None) -> tzinfo:
    if zone is None or zone in {"Z", "UTC"}:
        return UTC
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
