"""Servers on loopback that answer what they are told, byte by byte, and keep what they received."""

from __future__ import annotations

import contextlib
import socket
import threading


class Listener:
    """Takes one request a connection, keeps its bytes, answers what *answer* makes of them, and closes.

    Args:
        answer: Makes the bytes of an answer from those of a request; None closes without a word.
    """

    def __init__(self, answer=lambda _: b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"):
        self.answer = answer
        self.received = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    @property
    def text(self):
        return b"\n".join(self.received).decode("latin-1")

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                request = self._request(connection)
                if request:
                    self.received.append(request)
                    answer = self.answer(request)
                    if answer:
                        connection.sendall(answer)
                        # What is closed with bytes unread is reset: the answer would be lost.
                        connection.shutdown(socket.SHUT_WR)
                        connection.settimeout(0.02)
                        while connection.recv(65536):
                            pass

    def _request(self, connection):
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                return data
            data += more
            if data.startswith(b"\x16"):  # TLS, which is not spoken here
                return data
        head, _, body = data.partition(b"\r\n\r\n")
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                while len(body) < int(value):
                    body += connection.recv(65536)
        return head + b"\r\n\r\n" + body


def path_of(request):
    """The path of a request's first line, without its query."""
    return request.split(b" ", 2)[1].split(b"?")[0].decode("latin-1")
