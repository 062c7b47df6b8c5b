"""What mkdocs is told beyond mkdocs.yml: the pages beside docs/ belong to the site too, and links lead to pages of it or are words."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

SOURCE = Path(__file__).resolve().parent.parent
BESIDE = {"README.md": "index.md", "CHANGELOG.md": "CHANGELOG.md", "CONTRIBUTING.md": "CONTRIBUTING.md", "SECURITY.md": "SECURITY.md"}
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```$", re.M | re.S)


def on_files(files: Files, config: Any) -> Files:
    """The pages that lie beside docs/, where mkdocs does not look."""
    for name, at in BESIDE.items():
        files.append(File.generated(config, at, content=SOURCE.joinpath(name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links as the site has them. What is no page of it, a source or a folder, is named and led to nowhere."""
    beside = {at: name for name, at in BESIDE.items()}
    here = beside.get(page.file.src_uri) or f"docs/{page.file.src_uri}"

    def at_the_site(found: re.Match[str]) -> str:
        picture, words, link = found.groups()
        path, hash_, anchor = link.partition("#")
        if not path or "://" in path:
            return found[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
        at = BESIDE.get(target) or target.removeprefix("docs/")
        there = target in BESIDE or (target.startswith("docs/") and target.endswith((".md", ".png", ".svg")))
        return f"{picture}[{words}]({at}{hash_}{anchor})" if there else words

    parts = re.split(f"({_CODE.pattern})", markdown, flags=re.M | re.S)
    # Of what stands behind ``` the site understands the language alone, and else takes the block's end for a beginning.
    return "".join(re.sub(r"^(```\w*)[^\n]*", r"\1", part) if part.startswith("```") else _LINK.sub(at_the_site, part) for part in parts)
