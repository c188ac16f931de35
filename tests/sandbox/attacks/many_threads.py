"""Starts threads without end."""

BITES = False

import threading, time
threading.stack_size(32768)
for number in range(5000):
    try:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    except RuntimeError as error:
        tell(f"{number}: {error}")
        break
else:
    through("too many threads")
time.sleep(0.3)
