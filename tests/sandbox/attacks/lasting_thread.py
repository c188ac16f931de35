"""Leaves a thread that goes on."""

BITES = False

import threading, time
threading.Thread(target=time.sleep, args=(1000,)).start()
