"""Make the data of the rubrics in this folder anew: `python rubrics/more/make_data.py`."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
GLYPHS = """
.###. ..#.. .###. ####. ...#. ##### ..##. ##### .###. .###.
#...# .##.. #...# ....# ..##. #.... .#... ....# #...# #...#
#..## ..#.. ....# ....# .#.#. ####. #.... ...#. #...# #...#
#.#.# ..#.. ...#. .###. #..#. ....# ####. ..#.. .###. .####
##..# ..#.. ..#.. ....# ##### ....# #...# ..#.. #...# ....#
#...# ..#.. .#... ....# ...#. #...# #...# ..#.. #...# ...#.
.###. .###. ##### ####. ...#. .###. .###. ..#.. .###. .##..
"""
"""The ten digits, each 5 wide and 7 high."""


def moons(rng: np.random.Generator, count: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points of two half circles that reach into each other, shape (count, 2), and which one each is of."""
    labels = rng.integers(0, 2, count)
    angles = rng.uniform(0, np.pi, count)
    upper = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    lower = np.stack([1 - np.cos(angles), 0.5 - np.sin(angles)], axis=1)
    return np.where(labels[:, None] == 0, upper, lower) + rng.normal(0, 0.1, (count, 2)), labels


def digits(rng: np.random.Generator, count: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return grey pictures of 8 × 8, shape (count, 1, 8, 8), values from 0 to 1, and the digit of each."""
    rows = [line.split() for line in GLYPHS.split("\n") if line]
    glyphs = [np.array([[dot == "#" for dot in row[digit]] for row in rows], float) for digit in range(10)]
    labels = rng.integers(0, 10, count)
    pictures = np.zeros((count, 1, 8, 8))
    for picture, label in zip(pictures, labels, strict=True):
        down, right = rng.integers(0, 2), rng.integers(0, 4)
        picture[0, down : down + 7, right : right + 5] = glyphs[label] * rng.uniform(0.6, 1)
    return np.clip(pictures + rng.normal(0, 0.15, pictures.shape), 0, 1).round(2), labels


def main() -> None:
    """Write what students get, and what is held out."""
    rng = np.random.default_rng(1)
    points, labels = moons(rng, 400)
    table = np.column_stack([points, labels])
    np.savetxt(HERE / "moons/moons.csv", table, "%.4f,%.4f,%d", header="x,y,label", comments="")
    points, labels = moons(rng, 1000)
    np.savez_compressed(HERE / "moons/held_out.npz", inputs=points, labels=labels)
    for name, count in (("digits", 1500), ("held_out", 1000)):
        pictures, labels = digits(rng, count)
        np.savez_compressed(HERE / f"digits/{name}.npz", inputs=pictures.astype(np.float32), labels=labels)


if __name__ == "__main__":
    main()
