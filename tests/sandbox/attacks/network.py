"""Connects to what listens on this machine."""

import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
    udp.sendto(b"x", ("127.0.0.1", outside["udp"]))
with socket.create_connection(("127.0.0.1", outside["tcp"]), 1) as tcp:
    tcp.send(b"x")
