"""How every class that crosses the wall is validated: no other fields, no other types, no number that isn't finite."""

STRICT = {"extra": "forbid", "strict": True, "allow_inf_nan": False}
