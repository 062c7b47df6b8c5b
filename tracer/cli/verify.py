"""The command for whoever received a bundle."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click

from tracer import render
from tracer.cli import example, tell
from tracer.cli.ask import json_option, stream_json


@click.command(epilog=example("tracer verify itg-20417.zip"))
@click.argument("bundle", type=click.Path(path_type=Path))
@json_option
def verify(bundle: Path, as_json: bool) -> None:
    """Whether a bundle is as it was written, for whoever received one: no case is needed.

    Every file by its hash, nothing missing or put in, and the archive byte for byte. Who alters a file and its hash too is found
    only by the hash of the whole bundle: ask the sender for it. Exit 1 where something is amiss.
    """
    from tracer.verify import read
    from tracer.verify import verify as faults_of

    data = read(bundle)
    faults = list(faults_of(data))
    if as_json:
        stream_json({"file": fault.file, "text": fault.text} for fault in faults)
    else:
        for fault in faults:
            click.echo(f"{render.safe(fault.file or bundle.name, 80)} {fault.text}")
    tell(f"the bundle's SHA-256 is {hashlib.sha256(data).hexdigest()}: ask the sender, by another way, if it is theirs")
    tell(f"{render.many(len(faults), 'thing')} amiss" if faults else "all is as it was written")
    if faults:
        sys.exit(1)
