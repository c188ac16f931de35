"""One environment for each peer, made once in a folder of the checkout that git ignores.

Torch is this project's: linked into the environment, so that all sides run the same files and a gigabyte is not
installed six times. Everything else is the peer's own, installed by pip from the package index.
"""

import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".bench"
TORCH = ("torch", "torchgen", "functorch", "torch-*.dist-info")
LEAST_OF_ALL = ("torch", "numpy")
INSTALL_SECONDS = 600


class NotInstallableError(Exception):
    """A peer can't be had here; the text says why."""


@dataclass(frozen=True, slots=True)
class Environment:
    """An interpreter with one peer, and what pip installed it from."""

    folder: Path

    @property
    def python(self) -> Path:
        """The interpreter."""
        return self.folder / "bin" / "python"

    def variables(self, home: Path) -> dict[str, str]:
        """Return what its processes see: its own programs, a home of their own, and one thread for each lane."""
        path = f"{self.folder / 'bin'}{os.pathsep}{os.defpath}"
        one_thread = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        return {"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", **one_thread}


def environment(name: str, requirements: tuple[str, ...]) -> Environment:
    """Return the environment `name`, made first if it is not there. Raises `NotInstallableError` if it can't be."""
    found = Environment(FOLDER / name)
    made = found.folder / "made-from"
    wanted = "\n".join([sys.version, *sorted(requirements), *map(str, _torch())])
    if made.exists() and made.read_text() == wanted:
        return found
    print(f"making the environment of {name} …", file=sys.stderr, flush=True)
    _run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(found.folder)])
    purelib = Path(sysconfig.get_path("purelib", vars={"base": str(found.folder), "platbase": str(found.folder)}))
    for part in _torch():
        (purelib / part.name).symlink_to(part)
    constraints = ["-c", str(ROOT / "constraints.txt")]
    _run([sys.executable, "-m", "pip", "--python", str(found.python), "install", "-q", "--disable-pip-version-check",
          *constraints, *LEAST_OF_ALL, *requirements])  # fmt: skip
    made.write_text(wanted)
    return found


def _torch() -> list[Path]:
    here = Path(sysconfig.get_path("purelib"))
    return sorted(part for pattern in TORCH for part in here.glob(pattern))


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS)  # noqa: S603  our own words
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no message"])[-1]
        raise NotInstallableError(last) from error
    except subprocess.TimeoutExpired as error:
        raise NotInstallableError(f"not installed within {INSTALL_SECONDS} seconds") from error
