"""No place of this machine is named in what students read."""

import sys
from pathlib import Path

import pytest

from grader.wire import places
from grader.wire.places import without_places


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('File "/tmp/grade-1/student.py", line 3', 'File "student.py", line 3'),
        ("no such file in /tmp/grade-1", "no such file in ."),
        ("/usr/local/course/lib/torch/nn.py:630: UserWarning", "<python>/lib/torch/nn.py:630: UserWarning"),
        ("/usr/lib/python3.12/threading.py", "<python>/lib/python3.12/threading.py"),
        (f"{Path(places.__file__).parents[1]}/inside/shell.py", "<grader>/inside/shell.py"),
        ("nothing to hide: a/b.py", "nothing to hide: a/b.py"),
    ],
)
def test_what_is_left_is_the_way_from_there(monkeypatch: pytest.MonkeyPatch, text: str, shown: str) -> None:
    """The longer place goes first, where one Python lies in another."""
    for name, place in {
        "prefix": "/usr/local/course",
        "exec_prefix": "/usr/local/course",
        "base_prefix": "/usr",
    }.items():
        monkeypatch.setattr(sys, name, place)
    assert without_places(text, "/tmp/grade-1") == shown


def test_a_folder_behind_a_link_is_hidden_under_both_names(tmp_path: Path) -> None:
    """As a temporary folder is on macOS: the child says the one name, the host knows the other."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert without_places(f"{tmp_path}/real/a.py {tmp_path}/link/a.py", str(tmp_path / "link")) == "a.py a.py"
