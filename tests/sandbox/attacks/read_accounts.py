"""Reads the machine's accounts and home folders."""

through(f"read {len(open('/etc/passwd').read())} bytes")
