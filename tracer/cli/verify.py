"""The commands for whoever received a bundle, and for stamping one with the time."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click

from tracer import bundle as files
from tracer import render
from tracer.cli import example, tell
from tracer.cli.lists import stream_json
from tracer.cli.options import json_option
from tracer.errors import BadInput

_PATH = click.Path(path_type=Path)


@click.command(epilog=example("tracer verify itg-20417.zip"))
@click.argument("bundle", type=_PATH)
@click.option(
    "--tsa-cert", type=_PATH, metavar="FILE", help="Root certificate of a time stamping authority, as PEM: hold the stamp against it."
)
@json_option
def verify(bundle: Path, tsa_cert: Path | None, as_json: bool) -> None:
    """Whether a bundle is as it was written, for whoever received one: no case is needed.

    Every file by its hash, nothing missing or put in, and the archive byte for byte; of a stamped one also the time stamp. Who alters
    a file and its hash too is found only by a stamp, or by the hash of the whole bundle: ask the sender for it. Exit 1 where something
    is amiss.
    """
    from tracer.verify import Fault, read
    from tracer.verify import stamped as stamp_of
    from tracer.verify import verify as faults_of

    archive = read(bundle)
    roots = _bytes(tsa_cert) if tsa_cert else None
    faults = list(faults_of(archive))
    stamped = None if faults else stamp_of(archive)
    stamp_note = ""
    if stamped:
        wrong, stamp_note = _stamp(*stamped, roots)
        faults += [Fault("SHA256SUMS.tsr", text) for text in wrong]
    elif roots is not None and not faults:
        faults.append(Fault("", "holds no time stamp to hold against the certificate"))
    if as_json:
        stream_json({"file": fault.file, "text": fault.text} for fault in faults)
    else:
        for fault in faults:
            click.echo(f"{render.safe(fault.file or bundle.name, 80)} {render.safe(fault.text, 400)}")
    tell(f"the bundle's SHA-256 is {hashlib.sha256(archive).hexdigest()}: ask the sender, by another way, if it is theirs")
    if stamp_note:
        tell(stamp_note)
    tell(f"{render.many(len(faults), 'thing')} amiss" if faults else "all is as it was written")
    if faults:
        sys.exit(1)


def _stamp(answer: bytes, sums: bytes, roots: bytes | None) -> tuple[list[str], str]:
    """What is wrong with a time stamp, and what it says."""
    from tracer import stamp

    try:
        time_stamp = stamp.read(answer, sums)
        wrong = list(stamp.faults(answer, sums, roots)) if roots is not None else []
    except BadInput as error:
        if str(error) == stamp.LIBRARY_MISSING and roots is None:
            return [], f"it holds a time stamp, which was not read: {error}"
        return [str(error)], ""
    held = "held against the certificates given" if roots is not None else "held against no certificate: give its root with --tsa-cert"
    return wrong, f"stamped at {render.when(time_stamp.at)} by {render.safe(time_stamp.signer, 200)}, {held}"


@click.command(epilog=example("tracer stamp itg-20417.zip --request itg-20417.tsq", "tracer stamp itg-20417.zip --answer itg-20417.tsr"))
@click.argument("bundle", type=_PATH)
@click.option("--request", type=_PATH, metavar="FILE", help="Write the request (RFC 3161) that an authority is sent.")
@click.option("--answer", type=_PATH, metavar="FILE", help="Take in the authority's answer: the bundle is written anew with it.")
@click.option("--force", is_flag=True, help="Replace a file, or a stamp, that is there.")
def stamp(bundle: Path, request: Path | None, answer: Path | None, force: bool) -> None:
    """Have a bundle stamped with the time by an authority, as a court may ask for. Takes the extra `stamp`.

    Nobody is called: the request is a file to be sent by whatever way you have, e.g. curl --data-binary with the content type
    application/timestamp-query; the answer is the file that comes back.
    """
    from tracer import stamp as stamps
    from tracer.verify import read, stamped, sums
    from tracer.verify import verify as faults_of

    if (request is None) == (answer is None):
        raise BadInput("say which: --request FILE writes what to send, --answer FILE takes in what came back")
    archive = read(bundle)
    if next(faults_of(archive), None):
        raise BadInput(f"{bundle} is not as it was written: `tracer verify` says what is amiss")
    if request is not None:
        files.check(request, force=force)
        files.put(request, stamps.request(sums(archive)))
        tell(f"{request}: send it to a time stamping authority, then give its answer with --answer")
        return
    assert answer is not None
    if stamped(archive) and not force:
        raise BadInput(f"{bundle} holds a time stamp: give --force to replace it")
    answer_bytes = _bytes(answer)
    try:
        time_stamp = stamps.read(answer_bytes, sums(archive))
    except BadInput as error:
        raise BadInput(f"{answer}: {error}") from None
    files.put(bundle, stamps.put_in(archive, answer_bytes))
    tell(f"{bundle}: stamped at {render.when(time_stamp.at)} by {render.safe(time_stamp.signer, 200)}")


def _bytes(path: Path) -> bytes:
    """A small file. Raises BadInput."""
    from tracer.stamp import LARGEST

    try:
        if not path.is_file():
            raise BadInput(f"{path} is no regular file: name another")
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): check its name and its permissions") from None
