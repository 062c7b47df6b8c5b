"""What Neo4j Browser is given: favourites that draw and ask, the parameters they take, and how nodes and relationships look.

Browser's own rules, tried with 5.24: a favourite is one statement, named by its first line if that is a comment; about 27
characters of a name can be seen, and names sort. In a style, all rules that match apply in their order and the last wins; a
rule may name one label; GraSS knows no comments, wants captions quoted, and drops a caption that holds a colon.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from tracer import queries
from tracer.model import NOT_YET_LABEL
from tracer.view.look import LOOKS, NAMED, NOT_YET

WIDEST = 27  # characters of a name that Browser shows


class Favourite(NamedTuple):
    number: int
    name: str
    query: str  # a shipped text

    @property
    def title(self) -> str:
        return f"{self.number} {self.name}"


FAVOURITES = (
    Favourite(10, "Draw a call's path", "draw_trace"),
    Favourite(11, "Draw its evidence", "draw_evidence"),
    Favourite(12, "Draw a provider", "draw_provider"),
    Favourite(13, "Draw who did not answer", "draw_silent"),
    Favourite(14, "Draw the network", "draw_network"),
    Favourite(20, "Path, hop by hop", "walk"),
    Favourite(21, "Where its trail ends", "originators"),
    Favourite(22, "All said of the call", "trace"),
    Favourite(23, "Requests and answers", "requests"),
    Favourite(24, "Evidence: a call", "evidence_of_incident"),
    Favourite(30, "Providers by name", "find_providers"),
    Favourite(31, "Evidence: a provider", "evidence_of_provider"),
    Favourite(32, "Said of it beyond calls", "general_claims"),
    Favourite(33, "Letters and notices", "actions"),
    Favourite(34, "One letter or notice", "action"),
    Favourite(35, "Contacts on record", "contacts"),
    Favourite(40, "Not answered, not found", "statuses"),
    Favourite(41, "Counted non-responses", "counts"),
    Favourite(42, "Contradictions", "contradictions"),
    Favourite(50, "Incidents", "incidents"),
    Favourite(51, "Documents", "documents"),
    Favourite(52, "Evidence: a document", "evidence_of_document"),
    Favourite(53, "Evidence: the case", "evidence"),
)
LEFT_OUT = {"providers_named": "takes a name as the program folds it; 30 finds providers by a part of a name"}
STYLE = "00 Colours and captions"
PARAMETERS = "01 Set the parameters"
READ_ONLY = "02 Only read, never write"  # Browser writes what it is told to, and remembers this setting
EMPTY = "The graph held no incident: where null stands, write a value."


def favourites(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Their texts by file name. `parameters`: a value for each that they take."""
    what = EMPTY if parameters["incident"] is None else "Change a value and run this again, and the others are about something else."
    values = ",\n".join(f"  {name}: {queries.literal(value)}" for name, value in parameters.items())
    texts = {
        STYLE: f":style {json.dumps(style(), indent=1)}",
        PARAMETERS: f"// {what}\n:param {{\n{values}\n}}",
        READ_ONLY: ":config useReadTransactions: true",
        **{favourite.title: queries.get(favourite.query).text.strip() for favourite in FAVOURITES},
    }
    return {f"{re.sub('[^a-z0-9]+', '-', title.lower())}.cypher": f"// {title}\n{text}\n" for title, text in texts.items()}


# --- style ---------------------------------------------------------------------------------------------------------

# Colour stands for a status; whatever has none is grey, white or black.
CAPTIONS = {  # by label, the property that stands in a node, and its colour
    "Hop": ("name", NAMED.colour),
    "Provider": ("name", NAMED.colour),
    "Incident": ("id", "#ffffff"),
    "Call": ("called", "#ffffff"),
    "Campaign": ("name", "#ffffff"),
    "Document": ("name", "#ffffff"),
    "Claim": ("kind", "#e3e3e3"),
    "Action": ("kind", "#1a1a1a"),
    "Name": ("text", "#ffffff"),
}


def style() -> dict[str, dict[str, str]]:
    """The rules, the general first: a node shows its caption by the label it always has, and its colour by that of its status."""
    rules = {
        "node": {"diameter": "80px", "border-width": "2px", "font-size": "10px", **_fill(NAMED.colour)},
        "relationship": {
            "color": "#a5abb6",
            "shaft-width": "1px",
            "font-size": "8px",
            "padding": "3px",
            "text-color-external": "#000000",
            "text-color-internal": "#ffffff",
            "caption": "<type>",
        },
    }
    rules |= {f"node.{label}": {"caption": f"{{{key}}}", **_fill(colour)} for label, (key, colour) in CAPTIONS.items()}
    rules |= {f"node.{status.label}": _fill(look.colour) for status, look in LOOKS.items()}
    rules[f"node.{NOT_YET_LABEL}"] = _fill(NOT_YET.colour)
    rules["node.Claim"]["diameter"] = "65px"  # its caption is one word, and there are many
    handed = {"color": "#4d4d4d", "shaft-width": "3px", "font-size": "10px"}
    rules["relationship.RECEIVED_FROM"] = {**handed, "caption": "{attested}"}
    rules["relationship.TAKES_CALLS_FROM"] = {**handed, "caption": "{calls}"}
    rules["relationship.ABOUT"] = {"caption": "{side}"}
    return rules


def grass() -> str:
    """The same rules as a file to drop on the page."""
    return "\n".join(
        f"{selector} {{\n" + "".join(f"  {name}: {_quoted(name, value)};\n" for name, value in rule.items()) + "}\n"
        for selector, rule in style().items()
    )


def _quoted(name: str, value: str) -> str:
    return f'"{value}"' if name == "caption" else value


def _fill(colour: str) -> dict[str, str]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    border = f"#{red * 3 // 4:02x}{green * 3 // 4:02x}{blue * 3 // 4:02x}"
    # Where black and white stand out alike, by the Web Content Accessibility Guidelines.
    text = "#000000" if luminance(colour) > 0.179 else "#ffffff"
    return {"color": colour, "border-color": border, "text-color-internal": text}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, by the same guidelines."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- the link ------------------------------------------------------------------------------------------------------

AURA = ".databases.neo4j.io"


def filled(query: str, parameters: Mapping[str, Any]) -> str:
    """A shipped text with its values in place of its parameters: those that Browser was told are gone when it is loaded anew."""
    shipped = queries.get(query)
    code = "\n".join(line for line in shipped.text.strip().split("\n") if not line.startswith("//"))
    return f"// {shipped.title}\n" + re.sub(r"\$(\w+)", lambda found: queries.literal(parameters[found[1]]), code)


def browser_at(db: str) -> str:
    """Where the Browser of that Neo4j usually is."""
    where = urlsplit(db)
    host = where.hostname or "localhost"
    if host.endswith(AURA):
        return "https://browser.neo4j.io/"
    host = f"[{host}]" if ":" in host else host
    return f"https://{host}:7473/browser/" if "+" in where.scheme else f"http://{host}:7474/browser/"


def link(browser: str, db: str, text: str, *, user: str | None, database: str | None) -> str:
    """Opens Browser, connected or asking for the password, with the text in its editor. `user`: None where nobody is asked for one."""
    where = urlsplit(db)
    scheme = where.scheme.removesuffix("sc")  # Browser knows no +ssc: whom to trust is the matter of whatever shows it
    host = where.netloc.rpartition("@")[2]
    if user:
        asked = {"dbms": f"{scheme}://{quote(user, safe='')}@{host}"}
    else:
        asked = {"dbms": f"{scheme}://{host}", "preselectAuthMethod": "NO_AUTH"}
    if database:
        asked["db"] = database
    asked |= {"cmd": "edit", "arg": text}
    return f"{browser}?{urlencode(asked, safe=':/@', quote_via=quote)}"
