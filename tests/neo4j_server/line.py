"""Which Neo4j the tests run on: the long-term line of docker-compose.yml or the newest one, its image, its jars, and a JDK for it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tests.places import SOURCE

POM = Path(__file__).with_name("pom.xml")
CHOICE = "TRACER_TEST_NEO4J_LINE"
DEFAULT = re.compile(r"\$\{\w+:-([^${}]*)\}")  # what the compose file takes where a variable is not set
# Where JDKs lie that neither JAVA_HOME nor PATH names: on Linux, on macOS, with Homebrew.
JDKS = ("usr/lib/jvm/*/bin/java", "Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java", "opt/homebrew/opt/openjdk*/bin/java")

_MAVEN = "{http://maven.apache.org/POM/4.0.0}"


class Lacking(Exception):
    """This machine has not what that way to a server takes: its text says what."""


class Refused(Exception):
    """What was asked for is not to be had, or not to be tested on: its text says why."""


@dataclass(frozen=True)
class Line:
    """A line of Neo4j's releases, as a profile of pom.xml has it."""

    name: str
    version: str
    oldest_java: int


def lines() -> list[Line]:
    """That of the compose file first."""
    found = []
    for profile in ET.parse(POM).iter(f"{_MAVEN}profile"):
        said = {each.tag.removeprefix(_MAVEN): each.text or "" for each in profile.iter()}
        found.append(Line(said["id"], said["neo4j.version"], int(said["neo4j.oldest-java"])))
    return found


def chosen() -> Line:
    """The line of TRACER_TEST_NEO4J_LINE, else that of the compose file."""
    known = {line.name: line for line in lines()}
    name = os.environ.get(CHOICE) or next(iter(known))
    if name not in known:
        raise Refused(f"{CHOICE} is {name!r}: it may be {' or '.join(known)}.")
    return known[name]


# --- a container ---------------------------------------------------------------------------------------------------


def service(name: str = "neo4j") -> dict[str, Any]:
    """Neo4j, or the other service, as docker-compose.yml has it. Raises Lacking where that cannot be read."""
    compose = SOURCE / "docker-compose.yml"
    if not compose.is_file():
        raise Lacking("docker-compose.yml, which names the image, is not beside these tests, and TRACER_TEST_SOURCE names no source tree")
    try:
        import yaml
    except ImportError as reason:
        raise Lacking("PyYAML is not installed") from reason
    found: dict[str, Any] = yaml.safe_load(compose.read_text(encoding="utf-8"))["services"][name]
    return found


def image(line: Line) -> str:
    """That of the compose file, or the same edition of another version."""
    named = DEFAULT.sub(r"\1", str(service()["image"]))
    if line == lines()[0]:
        return named
    repository, tag = named.partition("@")[0].split(":")
    return f"{repository}:{line.version}-{tag.partition('-')[2]}"


def settings() -> dict[str, str]:
    """What the compose file sets for Neo4j itself, by environment variable; without what follows from ports or password."""
    return {name: value for name, value in service()["environment"].items() if "${" not in value}


def as_conf(environment: Mapping[str, str]) -> dict[str, str]:
    """Settings as neo4j.conf has them, by the rule of the image: `_` stands for a dot, `__` for an underscore."""
    named = {
        name.removeprefix("NEO4J_"): DEFAULT.sub(r"\1", value) for name, value in environment.items() if not name.startswith("NEO4J_AUTH")
    }
    return {name.replace("_", ".").replace("..", "_"): value for name, value in named.items()}


# --- Maven and a JDK -----------------------------------------------------------------------------------------------


def find_java(oldest: int) -> str:
    """The JDK of JAVA_HOME, else the one on PATH, else the newest that lies about: new enough, and able to run a source file."""
    home = os.environ.get("JAVA_HOME")
    wrong = []
    for named in (shutil.which("java", path=str(Path(home, "bin"))) if home else None, shutil.which("java")):
        if named:
            version, reason = _look_at(named, oldest)
            if version:
                return named
            wrong.append(reason)
    about = {java: _look_at(java, oldest)[0] for java in _about(JDKS)}
    newest = max(about, key=lambda java: about[java], default="")
    if about.get(newest):
        return newest
    raise Lacking("; ".join(wrong) or f"no java (JDK {oldest} or newer) in JAVA_HOME or on PATH")


def _about(patterns: Iterable[str]) -> set[str]:
    return {str(java.resolve()) for pattern in patterns for java in Path("/").glob(pattern)}


def _look_at(java: str, oldest: int) -> tuple[int, str]:
    """Its version, or 0 and why it will not do."""
    listed = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"^java\.base@(\d+)", listed, re.MULTILINE)
    if not version or int(version[1]) < oldest:
        return 0, f"{java} is {'Java ' + version[1] if version else 'too old'}, not {oldest} or newer"
    if not re.search(r"^jdk\.compiler@", listed, re.MULTILINE):
        return 0, f"{java} is no JDK: it has no compiler"
    return int(version[1]), ""


def jars(line: Line) -> Path:
    """The folder of the server's jars, fetched through Maven when the pom has changed: 150 to 190 MB, kept in `.neo4j/`."""
    cache = Path(os.environ.get("TRACER_TEST_CACHE") or POM.parents[2] / ".neo4j").absolute()
    lib = cache / hashlib.sha256(POM.read_bytes() + line.name.encode()).hexdigest()[:12]
    if lib.is_dir():
        return lib
    mvn = shutil.which("mvn")
    if not mvn:
        raise Lacking("no Maven (mvn) on PATH")
    cache.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix="part-", dir=cache))
    try:
        command = [mvn, "-q", "-B", "-f", str(POM), "-P", line.name, "dependency:copy-dependencies", f"-DoutputDirectory={part}"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Lacking(f"Maven cannot get the server ({in_short(done.stdout or done.stderr)})")
        with suppress(OSError):  # another process was quicker
            part.rename(lib)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return lib


def in_short(reason: object) -> str:
    """The first line that says something, short enough for a reason to skip."""
    found = [line.strip() for line in str(reason).splitlines() if line.strip()]
    return found[0][:200] if found else type(reason).__name__
