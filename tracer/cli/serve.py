"""The command that shows the case in a browser of this machine."""

from __future__ import annotations

import errno
import secrets
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from tracer.cli import CaseLocation, example
from tracer.errors import BadInput

if TYPE_CHECKING:
    from tracer.serve.networks import FigureDrawer

PORT = 8347


@click.command(epilog=example("tracer serve", "tracer serve --port 0"))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, metavar="N", help="Where to listen; 0: where it is free."
)
@click.pass_obj
def serve(location: CaseLocation, port: int) -> None:
    """Show the case in a browser of this machine, read only, until Ctrl-C.

    Only whoever has the printed address is let in. What is loaded meanwhile is seen at the next page.
    """
    try:
        import uvicorn

        from tracer.serve.app import Server
        from tracer.serve.cases import Cases
    except ModuleNotFoundError as error:
        raise BadInput(f"`tracer serve` needs {error.name}, which is not installed: pip install 'calltracer[serve]'") from None
    with location.asking():
        """There is a case, and it can be read: else the terminal says so, not a page."""
    listening = _listening(port)
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(24)

    def draws() -> FigureDrawer:
        from tracer.cli.shown import Shown

        return Shown(location)

    cases = Cases(location.case.folder, location.db)
    server = Server(cases, draws)
    config = uvicorn.Config(
        server.guarded(port, token), loop="asyncio", http="h11", ws="none", lifespan="off", log_config=None, access_log=False,
        server_header=False, proxy_headers=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    with suppress(KeyboardInterrupt):  # the usual end
        click.echo(f"http://127.0.0.1:{port}/?token={token}")
        click.echo("Open that address in a browser of this machine. Nobody else can; Ctrl-C ends it.", err=True)
        threading.Thread(target=server.warm, daemon=True).start()
        uvicorn.Server(config).run(sockets=[listening])
    cases.close()


def _listening(port: int) -> socket.socket:
    """A socket that only this machine can reach. Raises BadInput."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise BadInput(f"port {port} {why}: choose another with --port, or one that is free with --port 0") from None
    return listening
