"""How what comes from behind the wall is validated: no other fields or types, no number that is not finite."""

STRICT = {"extra": "forbid", "strict": True, "allow_inf_nan": False}
