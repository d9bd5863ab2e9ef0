#!/usr/bin/env python3
"""Requests that two readers could cut in different places: lines that end with a bare line feed or
carriage return, two lengths of one body, extensions of chunks. Whatever is answered to them, nobody who
asks next is given the answer to a request that was hidden in one.

A strict reader finds one request in each, or none. Caddy takes chunks before a length, as the standard
allows, and so finds two, both of the same caller; it writes each of them anew for the server behind it.

usage: smuggling.py HOST PORT NAME strict|lenient [tls]
"""

import socket
import ssl
import sys
import time

HOST, PORT, NAME = sys.argv[1], int(sys.argv[2]), sys.argv[3]
STRICT = sys.argv[4] == "strict"
TLS = sys.argv[5:] == ["tls"]

HIDDEN = f"GET /search?q=hidden-request HTTP/1.1\r\nHost: {NAME}\r\n\r\n"
POST = f"POST /api/v1/procedures/inu-toroku/check HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: application/json\r\n"
ENDED = "0\r\n\r\n" + HIDDEN
CHUNKED = f"{len(HIDDEN):x}\r\n{HIDDEN}\r\n0\r\n\r\n"

# What is sent, and whether every strict reader that takes it at all finds one request in it.
ATTACKS = {
    "a length, and chunks behind a bare line feed":
        (f"{POST}Content-Length: {len(ENDED)}\r\nX: a\nTransfer-Encoding: chunked\r\n\r\n{ENDED}", True),
    "chunks, and a length behind a bare line feed":
        (f"{POST}Transfer-Encoding: chunked\r\nX: a\nContent-Length: 3\r\n\r\n{CHUNKED}", True),
    "chunks behind a bare carriage return":
        (f"{POST}Content-Length: {len(ENDED)}\r\nX: a\rTransfer-Encoding: chunked\r\n\r\n{ENDED}", True),
    "chunks after a name with a blank":
        (f"{POST}Content-Length: {len(ENDED)}\r\nTransfer-Encoding : chunked\r\n\r\n{ENDED}", True),
    "chunks on a folded line":
        (f"{POST}Content-Length: {len(ENDED)}\r\nX: a\r\n Transfer-Encoding: chunked\r\n\r\n{ENDED}", True),
    "a length and chunks":
        (f"{POST}Content-Length: {len(ENDED)}\r\nTransfer-Encoding: chunked\r\n\r\n{ENDED}", True),
    "two lengths":
        (f"{POST}Content-Length: 5\r\nContent-Length: {len(ENDED)}\r\n\r\n{ENDED}", True),
    "two lengths, one behind a bare line feed":
        (f"{POST}Content-Length: {len(ENDED)}\r\nX: a\nContent-Length: 5\r\n\r\n{ENDED}", True),
    "chunks with bare line feeds":
        (f"{POST}Transfer-Encoding: chunked\r\n\r\n{len(HIDDEN):x}\n{HIDDEN}\n0\n\n", True),
    "an extension of a chunk with a bare line feed":
        (f"{POST}Transfer-Encoding: chunked\r\n\r\n2;\nxx\r\n{len(ENDED):x}\r\n{ENDED}\r\n0\r\n\r\n", False),
}


def connect():
    plain = socket.create_connection((HOST, PORT), timeout=5)
    if not TLS:
        return plain
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(plain, server_hostname=NAME)


def hear(sent, patience):
    """Everything that comes back until the other side is silent for so long, or hangs up."""
    told = b""
    with connect() as line:
        try:
            line.sendall(sent.encode())
            line.settimeout(patience)
            while piece := line.recv(65536):
                told += piece
        except (TimeoutError, ConnectionError, ssl.SSLError):
            pass
    return told


def probe(number):
    asked = f"probe-{number}"
    told = hear(f"GET /search?q={asked} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n", 5)
    assert told.startswith(b"HTTP/1.1 200"), told[:200]
    assert asked.encode() in told, f"{asked} was given another's answer"
    assert b"hidden-request" not in told, f"{asked} was given the answer to a hidden request"


def main():
    number = 0
    for name, (attack, is_one) in ATTACKS.items():
        told = hear(attack, 1.5)
        answers = told.count(b"HTTP/1.1 ")
        one = is_one and STRICT
        assert b"hidden-request" not in told or not one, f"{name}: the hidden request was answered"
        assert answers <= (1 if one else 2), f"{name}: {answers} answers"
        status = told[9:12].decode() if answers else "hung up"
        print(f"  {name}: {status}")
        # More than there are connections behind the proxy.
        for _ in range(20):
            number += 1
            probe(number)
            time.sleep(0.04)  # the proxy's brake lets thirty a second through
    told = hear(f"GET /healthz HTTP/1.1\nHost: {NAME}\nConnection: close\n\n", 1.5)
    print(f"  every line with a bare line feed: {told[9:12].decode() or 'hung up'}")


main()
