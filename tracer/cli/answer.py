"""The command for the provider that was asked: the call in its own records."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer import render
from tracer.ask.typed import day_or_instant, incident_id
from tracer.cli import CaseLocation, example, show, tell
from tracer.cli.options import json_option
from tracer.errors import BadInput
from tracer.render import json as shapes

if TYPE_CHECKING:
    from tracer.model import Evidence
    from tracer.records.answers import Report, Wanted
    from tracer.records.scan import Progress, Source

_PATH = click.Path(path_type=Path)


@click.command(epilog=example("tracer answer notice.eml --cdr Master.csv --trunks trunks.csv --zone UTC"))
@click.argument("notices", nargs=-1, required=True, type=_PATH, metavar="NOTICE...")
@click.option(
    "--cdr", "cdrs", multiple=True, required=True, type=_PATH, metavar="FILE", help="Call records, or a folder of them; again for more."
)
@click.option(
    "--trunks", required=True, type=_PATH, metavar="FILE", help="Whose each trunk, address or host was, from when to when: CSV or TOML."
)
@click.option("--profile", metavar="PROFILE", help="How the switch writes: one of those shipped, or a file in TOML. Else found by looking.")
@click.option(
    "--zone", metavar="ZONE", help="The zone of times that neither records nor profile have one for, and of the trunk map's days."
)
@click.option("--prefix", "prefixes", multiple=True, metavar="DIGITS", help="Digits that the switch puts before numbers; again for more.")
@click.option("--provider", metavar="NAME", help="Who answers, where the notices do not say it, or several.")
@click.option("--choose", "chosen", multiple=True, metavar="TRACEBACK=FILE:LINE", help="The record that is the call, where several fit.")
@click.option(
    "--certificates",
    "certified",
    multiple=True,
    type=_PATH,
    metavar="FILE",
    help="Certificates, or a folder of them, to verify signatures by.",
)
@click.option(
    "--roots",
    multiple=True,
    type=_PATH,
    metavar="FILE",
    help="Root certificates that you trust, or a folder of them: who issued a signer's certificate is checked by them.",
)
@click.option("--answered", metavar="TIME", help="When the answers were given: without it they are drafts.")
@click.option("--out", type=_PATH, metavar="FILE", help="Write the answers with their evidence, for `tracer load`.")
@click.option(
    "--log", type=_PATH, metavar="FILE", help="Add a line for each answer to this CSV, which shows when it was prepared and answered."
)
@click.option("--force", is_flag=True, help="Replace the file of --out.")
@json_option
@click.pass_obj
def answer(
    location: CaseLocation, notices: tuple[Path, ...], cdrs: tuple[Path, ...], trunks: Path, profile: str | None, zone: str | None,
    prefixes: tuple[str, ...], provider: str | None, chosen: tuple[str, ...], certified: tuple[Path, ...], roots: tuple[Path, ...],
    answered: str | None, out: Path | None, log: Path | None, force: bool, as_json: bool,
) -> None:  # fmt: skip
    """For the provider that was asked: find the call in its own records, name the upstream of that day, draft the reply.

    All notices are answered by one pass over the records. Where records of several upstreams fit, none is chosen: all are shown with
    why. No case is needed, and none is changed.
    """
    from tracer import answer_file, bundle
    from tracer.records import answers, certificates, profiles, scan, words
    from tracer.records import trunks as trunk_maps
    from tracer.sheet_map import zone_named

    parsed_zone = zone_named(zone) if zone else None
    if zone and parsed_zone is None:
        raise BadInput(f"--zone {render.safe(zone, 60)} is no time zone: give one, as in --zone America/New_York or --zone UTC")
    if wrong := next((each for each in prefixes if not re.fullmatch(r"[0-9*#+]{1,15}", each)), None):
        raise BadInput(f"--prefix {render.safe(wrong, 40)} is no prefix: give its digits, as in --prefix 1010288")
    when_given = day_or_instant(answered, "--answered")
    if out:
        bundle.check(out, force=force)
    picked = dict(map(_choice, chosen))
    named_profile = profiles.named(profile) if profile else None
    held = certificates.at_hand(certified, roots)
    claims = list(_noticed(location, notices))
    who = provider or _asked(claims)
    calls, others = answers.wanted(claims, who)
    for incident, names in others.items():
        tell(f"note: {incident} is not answered: the notices ask {render.safe(', '.join(names[:5]), 300)}, not {render.safe(who, 80)}")
    if unknown := picked.keys() - {call.incident for call in calls}:
        raise BadInput(f"--choose names {render.safe(min(unknown), 60)}, of which no notice speaks: check the number")
    files = scan.files_in(cdrs)
    sources = [scan.opened(path, name, named_profile, parsed_zone) for path, name in files]
    home = parsed_zone or sources[0].zone  # without --zone all sources have that of one profile, or UTC
    trunk_map = trunk_maps.read(trunks, home)
    with _reading(sum(path.stat().st_size for path, _ in files)) as progress:
        drafts = answers.search(sources, calls, trunk_map, home, prefixes=prefixes, chosen=picked, certificates=held, progress=progress)
    prepared = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    report = answers.Report(who, prepared, when_given, tuple(sources), trunk_map, tuple(drafts))
    if out:
        bundle.put(out, answer_file.written(words.as_file(report)).encode())
    if log:
        _add_to_log(log, report)
    if as_json:
        click.echo(render.as_json(shapes.answers(report)))
    else:
        from tracer.render.answers import answers_text

        show(answers_text(report), fit=True)
    _tell(sources, calls, report, home)


def _choice(printed: str) -> tuple[str, tuple[str, int]]:
    choice = re.fullmatch(r"(.+?)=(.+):([0-9]{1,12})", printed)
    if not choice:
        raise BadInput(f"--choose {render.safe(printed, 80)} names no record: write it as --choose 20417=Master.csv:10342")
    return incident_id(choice[1]), (choice[2], int(choice[3]))


def _noticed(location: CaseLocation, notices: Sequence[Path]) -> Iterator[Evidence]:
    """What the notices say, as a load would read them; what is not read of them is told."""
    from tracer.files import FirstLook, files_in
    from tracer.reading import Options

    look = FirstLook(location.case)
    for path, _ in files_in(notices, location.case.folder):
        for outcome in look.load(path, Options()):
            if outcome.error:
                raise BadInput(outcome.error)
            for unread in outcome.unread[:5]:
                where = f"{render.safe(outcome.name, 60)}, line {unread.line_from}"
                tell(f"note: {where}: not read: {render.safe(unread.reason, 200)}")
            yield from outcome.said


def _asked(claims: Sequence[Evidence]) -> str:
    """Who is asked in these notices."""
    from tracer.model import Kind

    asked = sorted({claim.provider for claim in claims if claim.kind is Kind.ASKED and claim.provider})
    if len(asked) != 1:
        names = f"the notices ask several: {', '.join(asked[:5])}" if asked else "the notices do not name whom they ask"
        raise BadInput(f"{render.safe(names, 300)}: say who answers with --provider NAME")
    return asked[0]


@contextmanager
def _reading(total: int) -> Iterator[Progress]:
    """A bar on a terminal; nothing elsewhere."""
    from tracer.records.scan import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=total)
        yield lambda more: bar.update(task, advance=more)


def _add_to_log(log: Path, report: Report) -> None:
    """Lines for the answers below those that are there; the file is replaced whole."""
    from tracer import bundle
    from tracer.render.answers import LOG, log_row

    bundle.check(log, force=True)
    before = log.read_bytes() if log.exists() else b""
    if before and next(csv.reader(io.StringIO(before.decode("utf-8-sig", "replace"))), []) != list(LOG):
        raise BadInput(f"{log} is no log of answers: name another file, or one that does not exist yet")
    lines = list(render.as_csv((log_row(each, report) for each in report.answers), LOG))
    bundle.put(log, before + "".join(lines[1:] if before else lines).encode())


def _tell(sources: Sequence[Source], calls: Sequence[Wanted], report: Report, home: tzinfo) -> None:
    for source in sources:
        held = f"{render.many(source.held, 'row')} with these numbers" if source.held else "no row with these numbers"
        zone = f"{source.zone}{' to the minute' if source.profile.slack else ''}"
        line = f"{render.safe(source.name, 60)}: {source.profile.name}, times in {zone}, {render.many(source.lines, 'line')}, {held}"
        odd = [f"{source.left_out} no calls by the profile" if source.left_out else ""]
        odd += [f"{source.unreadable} not read" if source.unreadable else ""]
        odd += [f"{source.other_length} of another length" if source.other_length else ""]
        odd += [source.cut or ""]
        odd += [f"not UTF-8, read as {source.other_charset}" if source.other_charset else ""]
        tell(", ".join([line, *(each for each in odd if each)]))
        if source.profile.note:
            tell(f"note: {source.profile.name}: {source.profile.note}")
        if source.zone != home and source.profile.local:
            name = source.profile.name
            tell(f"note: {render.safe(source.name, 60)}: its times are taken in {source.zone}, as {name} says, not in {home} (--zone)")
    tell(f"{render.safe(report.trunks.name, 60)}: days in {home}")
    counted = Counter(each.said.value for each in report.answers)
    summary = ", ".join(f"{n} {word}" for word, n in sorted(counted.items()))
    tell(f"{render.many(len(calls), 'call')}: {summary or 'none in these notices'}")
