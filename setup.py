"""What pyproject.toml cannot say: the README as a package index shows it, where links into this repository lead nowhere."""

import re
from pathlib import Path

from setuptools import setup

README = Path(__file__).with_name("README.md").read_text(encoding="utf-8")


def beside_the_source(readme: str) -> str:
    """Without pictures of the repository, and with the words of links to its files in their place; code stays as it is."""
    parts = re.split(r"(^```.*?^```$)", readme, flags=re.M | re.S)
    for at, part in enumerate(parts):
        if not part.startswith("```"):
            bare = re.sub(r"^!\[[^\]]*\]\((?!https?:)[^)]*\)\n+", "", part, flags=re.M)
            parts[at] = re.sub(r"(?<!!)\[([^\]]*)\]\((?!https?:)[^)]*\)", r"\1", bare)
    return "".join(parts)


setup(long_description=beside_the_source(README), long_description_content_type="text/markdown")
