"""Opens sockets of kinds that a firewall of addresses does not see."""

import socket
for family, kind, protocol in ((40, 1, 0), (16, 3, 0), (17, 3, 0), (2, 3, 1), (38, 5, 0)):
    try:
        socket.socket(family, kind, protocol).close()
        through("opened an odd socket")
    except OSError as error:
        tell(error)
