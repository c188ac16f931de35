"""Leaves files in shared folders and beside the packages that Python starts with."""

for path in outside["forbidden"]:
    try:
        open(path, "w").write("import os")
    except OSError as error:
        tell(error)
