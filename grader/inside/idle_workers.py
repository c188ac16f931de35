"""Keep a DataLoader's worker processes away: a child may start none, and without them the same batches come."""

from typing import Any

from torch.utils.data import DataLoader

_with_workers = DataLoader._get_iterator  # noqa: SLF001  torch has no public word for it


def idle() -> None:
    """Have each DataLoader of this process load its data itself, however many workers it is to have."""
    setattr(DataLoader, "_get_iterator", _alone)  # noqa: B010  a method that is another's


def _alone(loader: DataLoader[Any]) -> Any:
    loader.num_workers, loader.timeout = 0, 0
    return _with_workers(loader)
