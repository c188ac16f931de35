"""Sends to a named socket through one end of a pair, which needs no socket of its own."""

import socket
here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
here.sendto(b"x", outside["named"])
