"""Tries what CUDA does when it starts, and a few things beside it, and tells what came of each."""

import ctypes
import fcntl
import os
import socket
import threading


def tried(what, doing):
    try:
        tell(f"{what}: {doing()}")
    except OSError as error:
        tell(f"{what}: {os.strerror(error.errno)}")


def plain_request():
    size = ctypes.c_int()
    fcntl.ioctl(os.open("/dev/nvidia-uvm", os.O_RDWR), 2, size)  # FIGETBSZ, as plain a number as nvidia-uvm's own
    return size.value > 0


def rename_a_thread():
    thread = threading.Thread(target=threading.Event().wait, daemon=True)
    thread.start()
    return os.write(os.open(f"/proc/self/task/{thread.native_id}/comm", os.O_RDWR), b"cuda-EvtHandlr")


def sequenced():
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def listening():
    one = sequenced()
    one.bind("\0cuda-uvmfd-test")
    one.listen()
    return one


for name in ("nvidiactl", "nvidia0", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset"):
    tried(name, lambda: os.close(os.open(f"/dev/{name}", os.O_RDWR)))
tried("plain request", plain_request)
tried("frontend request", lambda: fcntl.ioctl(os.open("/dev/nvidiactl", os.O_RDWR), 0xC020462A, bytes(32)))
tried("thread", rename_a_thread)
for path in ("/proc/devices", "/proc/self/maps", "/sys/devices/system/cpu/online", "/proc/version"):
    tried(path, lambda: len(os.read(os.open(path, os.O_RDONLY), 2)))
tried("memory", lambda: os.memfd_create("cuda") > 0)
tried("listen", lambda: listening().close())
tried("accept", lambda: listening().accept())
tried("daemon", lambda: sequenced().connect("/tmp/nvidia-mps/control"))
tried("named", lambda: sequenced().bind("named"))
tried("datagram", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
tried("network", lambda: socket.socket(socket.AF_INET))
