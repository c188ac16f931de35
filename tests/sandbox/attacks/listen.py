"""Listens on a port, for somebody who comes to fetch."""

import socket
socket.create_server(("0.0.0.0", 0))
through("listens")
