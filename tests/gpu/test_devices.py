"""Which GPUs there are, and who gets which: by a pretended /dev, since no device is needed for that."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.device import is_device, option
from grader.errors import DeviceError, UsageError
from grader.sandbox import devices


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty /dev, beside a torch that is built for CUDA."""
    library = tmp_path / "torch" / "lib" / "libtorch_cuda.so"
    library.parent.mkdir(parents=True)
    library.touch()
    torch = SimpleNamespace(origin=str(library.parents[1] / "__init__.py"))
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: torch)
    monkeypatch.setattr(devices, "_DEV", tmp_path / "dev")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    (tmp_path / "dev").mkdir()
    return tmp_path / "dev"


def with_gpus(dev: Path, count: int) -> None:
    """Make the nodes of so many GPUs, and those that are none."""
    for name in ("nvidiactl", "nvidia-uvm", "nvidia-modeset", *(f"nvidia{number}" for number in range(count))):
        (dev / name).touch()


def test_gpus_are_counted_by_their_nodes(dev: Path) -> None:
    """One for each numbered node, whatever else the driver has."""
    assert devices.gpus() == ()
    with_gpus(dev, 3)
    assert devices.gpus() == ("0", "1", "2")


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("2", ("2",)),
        ("1, 0", ("1", "0")),
        ("GPU-4f,MIG-7", ("GPU-4f", "MIG-7")),
        ("", ()),
        ("-1", ()),
        ("0,-1,2", ("0",)),
    ],
)
def test_a_choice_made_outside_is_kept(
    dev: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, found: tuple[str, ...]
) -> None:
    """As CUDA reads it: Slurm and others give a job some of a machine's GPUs."""
    with_gpus(dev, 4)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", chosen)
    assert devices.gpus() == found


def test_auto_takes_a_gpu_or_else_the_cpu(dev: Path) -> None:
    """A plan never says `auto`."""
    assert devices.resolve("auto") == "cpu"
    with_gpus(dev, 1)
    assert devices.resolve("auto") == "cuda"
    assert devices.resolve("cpu") == "cpu"


def test_slots_take_the_gpus_in_turn(dev: Path) -> None:
    """And one that is named takes all of them."""
    with_gpus(dev, 3)
    assert [devices.for_slot("cuda", slot) for slot in range(5)] == ["0", "1", "2", "0", "1"]
    assert [devices.for_slot("cuda:2", slot) for slot in range(2)] == ["2", "2"]
    assert devices.for_slot("cpu", 1) == ""


@pytest.mark.parametrize(
    ("device", "jobs", "per_gpu", "lanes"),
    [("cuda", 16, 2, 6), ("cuda", 4, 2, 4), ("cuda:1", 16, 3, 3), ("cpu", 16, 1, 16)],
)
def test_lanes_on_a_gpu_are_bounded(dev: Path, device: str, jobs: int, per_gpu: int, lanes: int) -> None:
    """By what was said for each, and by all lanes together."""
    with_gpus(dev, 3)
    assert devices.lanes(device, jobs, per_gpu) == lanes
    slots = [devices.for_slot(device, slot) for slot in range(lanes)]
    assert device == "cpu" or max(map(slots.count, slots)) <= per_gpu


@pytest.mark.parametrize(
    ("count", "device", "said"),
    [(0, "cuda", "shows no NVIDIA device"), (2, "cuda:2", "found cuda:0, cuda:1"), (0, "cuda:0", "no GPU")],
)
def test_a_device_that_is_missing_is_told(dev: Path, count: int, device: str, said: str) -> None:
    """With what there is instead, and what to do."""
    if count:
        with_gpus(dev, count)
    for ask in (devices.resolve, lambda name: devices.for_slot(name, 0), lambda name: devices.lanes(name, 4, 1)):
        with pytest.raises(DeviceError, match=said) as raised:
            ask(device)
        assert "grade doctor" in raised.value.hint


def test_a_torch_without_cuda_is_told(dev: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A GPU beside it is of no use."""
    with_gpus(dev, 1)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: SimpleNamespace(origin=str(dev / "__init__.py")))
    with pytest.raises(DeviceError, match="built without CUDA"):
        devices.resolve("cuda")
    assert devices.resolve("auto") == "cpu"


def test_names_of_devices() -> None:
    """What the rubric and the option take."""
    assert all(map(is_device, ("auto", "cpu", "cuda", "cuda:0", "cuda:12")))
    assert not any(map(is_device, ("gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:٣", "cuda:0\n", "CUDA", "")))
    with pytest.raises(UsageError, match="`gpu`"):
        option(None, None, "gpu")
