"""An empty Neo4j with Neo4j Browser on this machine alone, until Ctrl-C; what is in it goes with it.

TRACER_TEST_NEO4J_LINE=newest starts the newest one instead of the long-term line of docker-compose.yml.
"""

from __future__ import annotations

import argparse
import signal
import socket
import sys
import threading

from tests.neo4j_server import Lacking, Refused, from_maven, runs_on


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.neo4j_server", description=__doc__)
    parser.add_argument("--port", type=int, default=7687, help="for Bolt; 0 is any free one (default: %(default)s)")
    parser.add_argument("--http-port", type=int, default=7474, help="for Neo4j Browser; 0 is any free one (default: %(default)s)")
    parser.add_argument("--heap", default="2g", help="memory for the server (default: %(default)s)")
    parser.add_argument("--with-password", action="store_true", help="demand a user and a password, as most servers do")
    parser.add_argument("--which", action="store_true", help="say what the tests would run here, and start nothing")
    options = parser.parse_args()
    for port in (options.port, options.http_port):
        with socket.socket() as client:
            if port and not options.which and client.connect_ex(("127.0.0.1", port)) == 0:
                parser.error(f"port {port} is taken: name another (make neo4j PORT=... HTTP_PORT=...)")
    stop = threading.Event()
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: stop.set())
    try:
        if options.which:
            print(runs_on())
            return 0
        with from_maven(options.with_password, bolt_port=options.port, http_port=options.http_port, heap=options.heap) as server:
            print(f"Neo4j answers at {server.uri}, Neo4j Browser at {server.browser}", flush=True)
            print(f"User {server.user}, password {server.password}." if server.auth else "No user, no password.", flush=True)
            print("Ctrl-C ends it, and what it holds is gone.", flush=True)
            stop.wait()
    except (Lacking, Refused, RuntimeError) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
