"""Text on its way into a cell of a spreadsheet."""

import re
from decimal import Decimal

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE | re.ASCII)


def number(cell: str) -> Decimal | None:
    """Return the number that a cell holds, with a decimal point or comma; None where it holds anything else."""
    written = cell.strip(" ")
    return Decimal(written.replace(",", ".")) if _NUMBER.fullmatch(written) else None


def neutral(cell: str) -> str:
    """Return `cell` so that no spreadsheet takes it for a formula: `=1+1` becomes `'=1+1`. Numbers stay numbers.

    Blanks before the sign don't hide it, and the full-width signs count too: some programs skip or fold them.
    """
    if number(cell) is not None:
        return cell
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) or cell.lstrip().startswith(_STARTS_A_FORMULA) else cell
