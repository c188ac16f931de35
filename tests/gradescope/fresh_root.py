"""The packed zip in a fresh Debian, as a container unpacks it: `make pack-test`.

Needs root, debootstrap and a network; takes some minutes. Makes a Debian tree, unpacks the zip there, runs its
`setup.sh`, then its `run_autograder` on an honest, a faulty and a hostile submission, and validates what they leave.
It all runs as root in a container does: without namespaces, and with the capabilities that a container keeps.
"""

import configparser
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from attacking import HONEST, attacking, stopped
from contract import valid
from process_tree import peak_while
from repository import REPOSITORY
from trial import Outside

from grader.gradescope.pack import pack

SETTINGS = {"GRADE_TORCH": "torch==2.13.0", "GRADE_TORCH_INDEX": ""}
"""The version that tests run on, from where pip here finds it; elsewhere `setup.sh` takes torch's own index."""
RUN = ["/bin/bash", "/autograder/run_autograder"]


def main() -> None:
    """Print what each step took, and what stopped the attacks. Ends with an error where something is wrong."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        root = Path(name, "debian")
        _timed("debootstrap", ["debootstrap", "--variant=minbase", "bookworm", str(root)])
        grade_in(root, stack)


def grade_in(root: Path, stack: ExitStack) -> None:
    """Set up and grade in the tree at `root`; `stack` takes away what is mounted there."""
    for what, where in _needed(root):
        stack.enter_context(_mounted(what, root / where.lstrip("/")))
    autograder = root / "autograder"
    (autograder / "source").mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(pack(REPOSITORY / "rubrics/challenge.yaml"))) as archive:
        archive.extractall(autograder / "source")
    shutil.copy(autograder / "source/run_autograder", autograder)
    _timed("setup.sh", _inside(root, ["/bin/bash", "/autograder/source/setup.sh"]))
    _graded(root, "honest", HONEST.read_text(), (100, 100))
    _graded(root, "faulty", (REPOSITORY / "submissions_example/never_zeroed/my_solution.py").read_text(), (20, 60))
    outside = Outside()
    stack.callback(outside.close)
    report = _graded(root, "hostile", attacking({**outside.told, "root": "/autograder"}), (100, 100))
    printed = report["output"]["stdout"]
    # Python lists the folder of packages, and Landlock gives that right for all below it: names are seen, no content.
    if breaches := [each for each in outside.breaches(printed) if "read_reference: listed" not in each]:
        sys.exit(f"expected that no attack gets through; found: {breaches}")
    for attack, answers in stopped(printed).items():
        print(f"  {attack:24} {', '.join(answers) or 'found nothing'}")


def _timed(name: str, command: list[str]) -> None:
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    print(f"{name:12} {time.perf_counter() - start:6.1f} s", flush=True)


def _graded(root: Path, name: str, source: str, wanted: tuple[float, float]) -> dict[str, Any]:
    """Hand a source in, and print what its grading took; return its report, whose score is as `wanted`."""
    for folder in ("submission", "results"):
        shutil.rmtree(root / "autograder" / folder, ignore_errors=True)
        (root / "autograder" / folder).mkdir()
    (root / "autograder/submission/my_solution.py").write_text(source)
    start = time.perf_counter()
    with subprocess.Popen(_inside(root, RUN), stdout=subprocess.DEVNULL, env=_environment()) as process:
        peak = peak_while(process)
    taken = time.perf_counter() - start
    results = valid((root / "autograder/results/results.json").read_bytes())
    found = sum(test["score"] for test in results["tests"])
    print(f"{name:12} {taken:6.1f} s, peak {peak.tree / 1e6:.0f} MB, {found:g} points", flush=True)
    if not wanted[0] <= found <= wanted[1]:
        sys.exit(f"expected {wanted} points for the {name} submission; found {found}: {json.dumps(results)[:3000]}")
    report: dict[str, Any] = results["extra_data"]["report"]
    return report


def _inside(root: Path, command: list[str]) -> list[str]:
    """Return the command that runs `command` in the tree, with what a container refuses refused."""
    environment = str(REPOSITORY / "tests/sandbox/environment.py")
    chroot = shutil.which("chroot") or "chroot"
    return [sys.executable, environment, "root in a container", chroot, str(root), *command]


def _environment() -> dict[str, str]:
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    return {
        "PATH": f"/usr/sbin:/sbin:{os.defpath}",
        "HOME": "/root",
        "DEBIAN_FRONTEND": "noninteractive",
        **proxies,
        **SETTINGS,
    }


def _needed(root: Path) -> Iterator[tuple[str, str]]:
    """Give the tree this machine's way to packages; yield what has to be mounted: a folder, or `proc`, and where."""
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    said = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    settings = dict(re.findall(r"^\S+?\.([\w-]+)='(.*)'$", said.stdout, re.MULTILINE))
    words = {word.removeprefix("file://") for value in settings.values() for word in value.split()}
    for path in sorted({Path(word) for word in words if word.startswith("/")}):
        if path.is_dir():
            # The files of an index on the disk lie beside it.
            yield (str(path.parent), str(path.parent)) if path.name == "simple" else (str(path), str(path))
        elif path.is_file():
            copied = root / "etc/from-outside" / path.relative_to("/")
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copied)
            settings = {k: v.replace(str(path), f"/{copied.relative_to(root)}") for k, v in settings.items()}
    config = configparser.ConfigParser(interpolation=None)
    config["global"] = settings
    with (root / "etc/pip.conf").open("w") as file:
        config.write(file)
    yield "proc", "/proc"
    for device in ("null", "zero", "random", "urandom"):
        yield f"/dev/{device}", f"/dev/{device}"


@contextmanager
def _mounted(what: str, place: Path) -> Iterator[None]:
    if what.startswith("/dev/"):
        place.touch()
    else:
        place.mkdir(parents=True, exist_ok=True)
    # Read-only, so that nothing that happens to the tree can happen to what is mounted there.
    kind = ["-t", "proc"] if what == "proc" else ["-o", "bind" if what.startswith("/dev/") else "bind,ro"]
    subprocess.run(["mount", *kind, what, str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


if __name__ == "__main__":
    main()
