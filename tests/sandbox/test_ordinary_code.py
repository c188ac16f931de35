"""What honest course work does goes through every layer unharmed."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from observing import NETWORK, see

from grader.sandbox.observe import Place

ORDINARY = {
    "convolution": """
        layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
        layers(torch.rand(4, 3, 16, 16)).sum().backward()""",
    "recurrence": """
        output, _ = nn.LSTM(5, 7, num_layers=2, bidirectional=True)(torch.rand(3, 11, 5))
        output.sum().backward()
        nn.GRU(5, 7)(torch.rand(3, 11, 5))""",
    "attention": """
        layer = nn.TransformerEncoderLayer(16, 4, batch_first=True)
        layer(torch.rand(2, 5, 16)).sum().backward()
        nn.functional.scaled_dot_product_attention(*torch.rand(3, 2, 4, 5, 8))""",
    "linear algebra": """
        matrix = torch.rand(6, 6, dtype=torch.float64) + 6 * torch.eye(6)
        for f in (torch.linalg.svd, torch.linalg.qr, torch.linalg.inv, torch.linalg.eigvals, torch.fft.fft2):
            f(matrix)
        torch.einsum("ij,jk->ik", matrix, matrix)""",
    "saving and loading": """
        torch.save(network.state_dict(), "model.pt")
        network.load_state_dict(torch.load("model.pt"))
        torch.jit.script(nn.Linear(2, 2))""",
    "optimizers and schedules": """
        for kind in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad):
            optimizer = kind(network.parameters(), lr=0.01)
            schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1)
            network(torch.rand(3)).sum().backward(); optimizer.step(); schedule.step()""",
    "data loading": """
        from torch.utils.data import DataLoader, TensorDataset
        data = TensorDataset(torch.rand(20, 3), torch.rand(20, 5))
        for _ in range(2):
            for x, y in DataLoader(data, batch_size=4, shuffle=True, num_workers=0): network(x)""",
    "data loading by workers": """
        from torch.utils.data import DataLoader, TensorDataset
        def batches(**how):
            torch.manual_seed(1)
            loader = DataLoader(TensorDataset(torch.arange(20)), batch_size=4, shuffle=True, **how)
            return [x.tolist() for _ in range(2) for (x,) in loader]
        assert batches(num_workers=2, persistent_workers=True, prefetch_factor=4, timeout=9) == batches()""",
    "functional transforms": """
        from torch.func import grad, vmap
        vmap(grad(lambda x: (x ** 2).sum()))(torch.rand(4, 3))""",
    "a plot": """
        import matplotlib.pyplot as plt
        plt.plot([1, 2, 3]); plt.title("losses"); plt.savefig("plot.png"); plt.show()
        assert os.path.getsize("plot.png") > 1000""",
    "numpy and random": """
        import numpy as np
        import random
        np.save("a.npy", np.linalg.svd(np.random.rand(5, 5))[0]); np.load("a.npy"); random.random()""",
    "threads": """
        import threading
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(4) as pool: assert list(pool.map(abs, [-1, -2])) == [1, 2]
        torch.set_num_threads(2); torch.rand(2000, 2000).sum().item()
        (torch.rand(800, 800) @ torch.rand(800, 800)).sum().item()""",
    "temporary files": """
        import tempfile
        with tempfile.TemporaryDirectory() as folder, open(os.path.join(folder, "x"), "w") as file: file.write("x")
        with tempfile.NamedTemporaryFile() as file: file.write(b"x")""",
    "copying files": """
        import shutil
        open("one", "w").write("x"); shutil.copy("one", "two"); shutil.copy2("one", "three")
        os.mkdir("d"); shutil.move("two", "d"); shutil.copytree("d", "e"); shutil.rmtree("d")""",
    "the usual library": """
        import asyncio, csv, datetime, decimal, getpass, json, pickle, platform, sqlite3, uuid, zoneinfo, locale
        getpass.getuser(); platform.platform(); uuid.uuid4(); datetime.datetime.now().astimezone(); os.cpu_count()
        sqlite3.connect(":memory:").execute("select 1"); zoneinfo.available_timezones()""",
    "callbacks into C": """
        import ctypes
        compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda a, b: 0)
        ctypes.CDLL(None).qsort((ctypes.c_int * 4)(3, 1, 2, 0), 4, 4, compare)""",
    "timers and signals": """
        import signal
        signal.signal(signal.SIGALRM, lambda *_: None); signal.setitimer(signal.ITIMER_REAL, 0.01); time.sleep(0.05)""",
    "the profiler": """
        with torch.profiler.profile() as profile: network(torch.rand(3))
        profile.key_averages().table()""",
}


@pytest.mark.parametrize("body", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_code_works_inside(place: Place, body: str) -> None:
    """Every layer lets through what course work needs."""
    seen = see(place, f"{NETWORK}\nimport os, time\ndef train(network):{body}\n")
    assert seen.phase("train").outcome == "ok", seen.phase("train")
