"""The only words shared by the host and the student's side of the wall.

Plain frozen dataclasses: the confined side stays light, and the host validates every byte
it receives against the same classes (see `grader/sandbox/decode.py`).
"""
