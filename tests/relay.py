"""Stands between a driver and a server, and changes or cuts what passes: an old server, a bad line."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

Change = Callable[[bytes], bytes | None]  # None cuts all connections


class Relay:
    """`bolt://...` of a relay to a server; `connections` counts those made to it."""

    def __init__(self, uri: str, from_server: Change, from_driver: Change) -> None:
        at = urlsplit(uri)
        assert at.hostname
        assert at.port
        self._server = (at.hostname, at.port)
        self._change = {"driver": from_server, "server": from_driver}  # by whom it goes to
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listener]
        self.uri = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections = 0
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                driver, _ = self._listener.accept()
                self._open.append(driver)
                self.connections += 1
                server = socket.create_connection(self._server)
                self._open.append(server)
                for source, sink, to in ((driver, server, "server"), (server, driver, "driver")):
                    threading.Thread(target=self._pass, args=(source, sink, self._change[to]), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, change: Change) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                changed = change(data)
                if changed is None:
                    break
                sink.sendall(changed)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join(5)
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def as_it_is(data: bytes) -> bytes:
    return data


@contextmanager
def relay(uri: str, *, from_server: Change = as_it_is, from_driver: Change = as_it_is) -> Iterator[Relay]:
    between = Relay(uri, from_server, from_driver)
    try:
        yield between
    finally:
        between.close()
