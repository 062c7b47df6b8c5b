"""Neo4j Browser in headless Chromium: what a person drops, clicks and runs there, and what it then shows."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.browser import Browser

# No mouse drags a file from a desktop here: the event is that of a drop all the same.
_DROP = """
const held = new DataTransfer();
held.items.add(new File([Uint8Array.from(atob(arguments[1]), c => c.charCodeAt(0))], arguments[0]));
const page = document.querySelector('.filedrop');
for (const type of ['dragenter', 'dragover', 'drop']) {
    page.dispatchEvent(new DragEvent(type, {dataTransfer: held, bubbles: true, cancelable: true}));
}
"""
_DRAWN = """
const svg = document.querySelector('[data-testid=frame] svg.neod3viz');
const captions = group => [...group.querySelectorAll('text')].map(line => line.textContent.trim()).filter(line => line).join(' ');
return svg && {
    nodes: [...svg.querySelectorAll('g.node')].map(node => {
        const circle = getComputedStyle(node.querySelector('circle.b-outline')), text = node.querySelector('text');
        return [captions(node), circle.fill, text ? getComputedStyle(text).fill : '', 2 * parseFloat(circle.r)];
    }),
    arrows: [...svg.querySelectorAll('g.relationship')].map(captions)
}
"""


class Node(NamedTuple):
    caption: str
    fill: str  # #rrggbb
    text: str
    diameter: float


class Drawn(NamedTuple):
    nodes: list[Node]
    arrows: list[str]  # their captions


class Neo4jBrowser:
    """The page that a browser shows."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    def connected(self) -> str:
        """What it says of that, once it is."""
        script = "return (document.body.innerText.match(/You (?:are connected|have a working connection).*/) || [])[0]"
        return str(self.wait(script, "it does not connect", 30))

    def forget(self) -> None:
        """Take away what it remembers, once it is gone: while it is open it writes it down again."""
        origin = str(self.browser.js("return location.origin"))
        self.browser.driver.get("about:blank")
        self.browser.cdp("Storage.clearDataForOrigin", origin=origin, storageTypes="local_storage")

    def log_in(self, password: str) -> None:
        """As the user that the link names."""
        self.wait("return document.querySelector('[data-testid=password]')", "no form asks for a password", 30)
        self._element("[data-testid=password]").send_keys(password)
        self._element("[data-testid=connect]").click()

    def ready_to_run(self, text: str) -> None:
        """Once the editor holds this and nothing else; of a long text it shows the beginning. Blanks do not count: lines are
        wrapped anywhere."""
        script = """const lines = [...document.querySelectorAll('[data-testid=activeEditor] .view-line')];
            lines.sort((a, b) => parseInt(a.style.top) - parseInt(b.style.top));
            const shown = lines.map(line => line.textContent.replace(/\\s/g, '')).join(''), text = %s;
            return lines.length < 10 ? shown === text : text.startsWith(shown)"""
        self.wait(script % json.dumps("".join(text.split())), f"the editor does not hold {text}")

    def run_editor(self) -> str:
        """Run what stands there; what the new frame says."""
        return self._frame_of(self._element("[data-testid=editor-Run]").click)

    def drop(self, name: str, data: bytes) -> None:
        self.browser.js(_DROP, name, base64.b64encode(data).decode("ascii"))

    def run(self, text: str) -> str:
        """Run it from the editor; what the new frame says."""
        self.drop("text.cypher", text.encode())
        self.wait("return document.querySelector('.filedrop-paste-in-editor')", "the file is not taken")
        self.browser.js("document.querySelector('.filedrop-paste-in-editor').click()")
        self.ready_to_run(text)
        return self.run_editor()

    def show_favourites(self) -> None:
        self._element("[data-testid=navigationFavorites]").click()

    def favourites(self) -> list[str]:
        """The names that stand below the star, in their order."""
        script = "return [...document.querySelectorAll('[data-testid=savedScriptListItem]')].map(item => item.innerText.trim())"
        return list(self.browser.js(script))

    def click(self, name: str) -> str:
        """Run a favourite with the mouse; what the new frame says."""
        items = self.browser.driver.find_elements("css selector", "[data-testid=savedScriptListItem]")
        [item] = [item for item in items if item.text == name]
        return self._frame_of(item.find_element("css selector", "[data-testid=savedScriptsButton-Run]").click)

    def _frame_of(self, act: Callable[[], object]) -> str:
        self.browser.js("document.querySelectorAll('[data-testid=frame]').forEach(frame => frame.dataset.seen = 1)")
        act()
        script = "const frame = document.querySelector('[data-testid=frame]'); return frame && !frame.dataset.seen && frame.innerText"
        self.wait(script, "no frame answers")
        self.wait("return !document.querySelector('[data-testid=frame] [data-testid=spinner]')", "it does not end", 30)
        return str(self.browser.js(script))

    def _element(self, selector: str) -> Any:
        return self.browser.driver.find_element("css selector", selector)

    def drawn(self, nodes: int) -> Drawn:
        """What the newest frame draws, once it is so many nodes."""
        found: dict[str, Any] = {}
        end = time.monotonic() + 20
        while time.monotonic() < end and len(found.get("nodes", ())) != nodes:
            time.sleep(0.05)
            found = self.browser.js(_DRAWN) or {}
        assert len(found.get("nodes", ())) == nodes, found
        return Drawn([Node(caption, _hex(fill), _hex(text), size) for caption, fill, text, size in found["nodes"]], found["arrows"])

    def settled(self) -> None:
        """Once nothing that is drawn moves any more."""
        before, now = None, ""
        while before != now:
            time.sleep(0.4)
            before, now = now, self.browser.js("return document.querySelector('[data-testid=frame] svg.neod3viz').outerHTML")

    def drop_style(self, data: bytes) -> Any:
        """The style that it makes of a file, and remembers."""
        self.drop("before.grass", b"node.Before { diameter: 50px; }")
        assert "node.Before" in self.kept("grass", lambda style: style and "node.Before" in style)
        self.drop("style.grass", data)
        return self.kept("grass", lambda style: "node.Before" not in style)

    def kept(self, key: str, until: Callable[[Any], object]) -> Any:
        """What it remembers for the next time, as `documents` (favourites) or `grass`: it takes half a second or more to write
        that down. The last that was found, if what is waited for does not come."""
        end = time.monotonic() + 20
        while True:
            found = json.loads(self.browser.js("return localStorage.getItem('neo4j.' + arguments[0])", key) or "null")
            if until(found) or time.monotonic() > end:
                return found
            time.sleep(0.05)

    def wait(self, script: str, lacking: str, limit: float = 10) -> Any:
        found = self.browser.wait(script, limit)
        assert found, f"{lacking}: {self.browser.js('return document.body.innerText')[:2000]}"
        return found


def _hex(colour: str) -> str:
    """`rgb(0, 114, 178)` as `#0072b2`."""
    return "#" + "".join(f"{int(part):02x}" for part in colour[4:-1].split(",")) if colour.startswith("rgb(") else colour
