"""Neo4j's own importer, from the artifacts that a test server runs from."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from neo4j import Driver

from tests.neo4j_server import line
from tracer import import_files


def import_into(home: Path, command: Sequence[str], *, heap: str = "512m") -> None:
    """Make a database in a new home for a server, by the command that `tracer export --neo4j-import` prints.

    Raises Lacking without Maven or a JDK, RuntimeError with what the importer complained of.
    """
    asked_for = line.chosen()
    java, jars = line.find_java(asked_for.oldest_java), line.jars(asked_for)
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").touch()
    admin = [java, f"-Xmx{heap}", "-cp", str(jars / "*"), "org.neo4j.cli.AdminTool", *command[1:]]
    where = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    done = subprocess.run(admin, env=where, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])


def after_import(driver: Driver, files: Path) -> None:
    """Make the constraints and indexes, and run what else the export wrote to be run once the server has started."""
    for statement in (files / import_files.CYPHER).read_text("utf-8").split(";\n"):
        if statement:
            driver.execute_query(statement)
