"""Judge the corpus and many random programs, and print what came out.

    python tests/loops/confusion.py [PROGRAMS]

Every program runs three times: followed by the oracle, watched in full, watched by samples. Exits with 1
if the oracle, the label and the verdict do not agree on each, or a diagnosis is another than the label.
"""

import sys
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent))

from generator import generate
from oracle import oracle_says_right
from watching import CORPUS, expected, judge, judged, watch

from grader.integrity import notes


@dataclass(frozen=True)
class Row:
    """One program, watched one way: what it deserves, what the oracle says, and what came out."""

    name: str
    label: str
    oracle: bool
    fraction: float
    diagnosis: str
    notes: tuple[str, ...]

    @property
    def right(self) -> bool:
        """What the label says of it."""
        return self.label.startswith("correct") or self.label == "needs_review"

    @property
    def agreed(self) -> bool:
        """Whether label, oracle, verdict and diagnosis are at one, and the instructor is told of nothing else."""
        return not self.notes and self.label == self.diagnosis and self.right == self.oracle == (self.fraction == 1.0)


def of_generated(seed: int) -> list[Row]:
    """Judge the random program of this number, in full and by samples."""
    program = generate(seed)
    oracle = oracle_says_right(program.source)
    rows = []
    for every_step in (True, False):
        watched = watch(program.source, "/student/loop.py", seed=seed, every_step=every_step)
        if watched.error is not None:
            watched.error.add_note(program.source)
            raise watched.error
        verdict = judge(watched)
        name = f"{seed} {'full' if every_step else 'sampled'}"
        noted = tuple(note.code for note in notes(watched.observation))
        rows.append(Row(name, program.diagnosis, oracle, verdict.fraction, verdict.diagnosis, noted))
    return rows


def of_corpus(path: Path) -> list[Row]:
    """Judge one file of the corpus, in full and by samples; its folder is what the oracle says."""
    rows = []
    for every_step in (True, False):
        verdict, watched = judged(path, every_step=every_step)
        right = path.parent.name == "right"
        noted = tuple(note.code for note in notes(watched.observation))
        rows.append(
            Row(f"{path.stem} {every_step=}", expected(path), right, verdict.fraction, verdict.diagnosis, noted)
        )
    return rows


def _table(title: str, rows: list[Row]) -> None:
    print(f"\n{title}: {len(rows)} judgements")
    verdicts = Counter((row.right, row.fraction == 1.0) for row in rows)
    for right in (True, False):
        word = "right" if right else "wrong"
        print(f"  {word} loops: accepted {verdicts[right, True]:5}, rejected {verdicts[right, False]:5}")
    print(f"  with a note for the instructor: {sum(bool(row.notes) for row in rows)}")
    print(f"  the oracle differs from the label in {sum(row.right != row.oracle for row in rows)}")
    for (label, diagnosis), times in sorted(Counter((row.label, row.diagnosis) for row in rows).items()):
        print(f"  {label:22} -> {diagnosis:22}{times:6}{'' if label == diagnosis else '   <- differs'}")


def _quiet() -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")


def main(programs: int) -> int:
    """Print both tables; return 1 where anything differs."""
    with ProcessPoolExecutor(initializer=_quiet) as pool:
        corpus = [row for rows in pool.map(of_corpus, sorted(CORPUS.glob("[rw]*/*.py"))) for row in rows]
        generated = [row for rows in pool.map(of_generated, range(programs), chunksize=10) for row in rows]
    _table("Corpus", corpus)
    _table("Generated", generated)
    differing = [row for row in corpus + generated if not row.agreed]
    for row in differing:
        print(row)
    return bool(differing)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
