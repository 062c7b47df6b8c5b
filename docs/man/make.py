"""The man pages, made from the help of each command: `python -m docs.man.make` (`make man`)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click

from tracer.cli import tracer


def pages() -> dict[str, str]:
    """Each page by its file: `tracer.1`, `tracer-trace.1`, `tracer-names-list.1` ..."""
    return {f"{'-'.join(path)}.1": "".join(f"{line}\n" for line in _page(path, context)) for path, context in _commands()}


def _commands() -> Iterator[tuple[tuple[str, ...], click.Context]]:
    waiting: list[tuple[tuple[str, ...], click.Command, click.Context | None]] = [(("tracer",), tracer, None)]
    while waiting:
        path, command, parent = waiting.pop(0)
        context = click.Context(command, info_name=path[-1], parent=parent, **command.context_settings)
        yield path, context
        if isinstance(command, click.Group):
            below = ((name, command.get_command(context, name)) for name in command.list_commands(context))
            waiting += [((*path, name), found, context) for name, found in below if found]


def _page(path: tuple[str, ...], context: click.Context) -> Iterator[str]:
    command = context.command
    yield f'.TH "{"-".join(path).upper()}" "1" "" "calltracer {_text(version("calltracer"))}" "calltracer"'
    yield ".SH NAME"
    yield rf"{_text('-'.join(path))} \- {_text(command.get_short_help_str(200))}"
    yield ".SH SYNOPSIS"
    yield rf"\fB{_text(' '.join(path))}\fR {_text(' '.join(command.collect_usage_pieces(context)))}"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(command.help or "")
    options = [told for param in command.get_params(context) if (told := param.get_help_record(context))]
    if options:
        yield ".SH OPTIONS"
    for names, meaning in options:
        yield from (".TP", rf"\fB{_text(names)}\fR", _text(" ".join(meaning.split())))
    if isinstance(command, click.Group):
        yield ".SH COMMANDS"
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            yield from (".TP", rf"\fB{_text('-'.join([*path, name]))}\fR(1)", _text(below.get_short_help_str(200) if below else ""))
    examples = re.findall(r"^ {2}(.+)$", command.epilog or "", re.M)
    if examples:
        yield from (".SH EXAMPLES", ".nf", *map(_text, examples), ".fi")
    if len(path) > 1:
        yield from (".SH SEE ALSO", rf"\fB{_text('-'.join(path[:-1]))}\fR(1)")


def _paragraphs(told: str) -> Iterator[str]:
    """Paragraphs of a help text; one that begins with a backspace keeps its lines, as click has it."""
    for n, paragraph in enumerate(re.split(r"\n\s*\n", told.strip())):
        if n:
            yield ".PP"
        if paragraph.lstrip().startswith("\b"):
            yield from (".nf", *(_text(line.strip()) for line in paragraph.replace("\b", "").strip().splitlines()), ".fi")
        else:
            yield _text(" ".join(paragraph.split()))


def _text(words: str) -> str:
    """Words as roff takes them: none is a request, an escape or a soft hyphen."""
    escaped = words.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\(ga").replace('"', r"\(dq")
    return rf"\&{escaped}" if escaped.startswith(".") else escaped


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("tracer*.1"):
        old.unlink()
    made = pages()
    for name, text in made.items():
        folder.joinpath(name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(made)} man pages written to {folder}\n")


if __name__ == "__main__":
    main(Path(*sys.argv[1:2] or ["dist/man"]))
