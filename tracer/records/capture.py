"""Packet captures (pcap, pcapng): the requests for calls in them, SIP over UDP or TCP. The library is the extra `pcap`.

A request that was cut into fragments or segments is put together, as long as its pieces come in order; memory is bounded.
"""

from __future__ import annotations

import ipaddress
import re
from collections import OrderedDict
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from tracer.errors import BadInput

if TYPE_CHECKING:
    from types import ModuleType

MAGIC = (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\n\r\r\n")
_MOST_OPEN = 2000  # requests that wait for more of themselves
_LARGEST = 64 * 1024  # bytes of one
_BEGINS = re.compile(rb"INVITE (sips?:|tel:)[^\r\n]{1,2000} SIP/2\.0\r?\n", re.I)
_END = re.compile(rb"\r?\n\r?\n")
_USER = re.compile(r"(?:sips?|tel):([^@;>\s]*)(?:@([^;>\s]*))?", re.I)
_SHORT = {"f": "from", "t": "to", "i": "call-id", "y": "identity"}  # compact names of headers


class Request(NamedTuple):
    """A request for a call. `fields`: `time`, `source`, `request`, `from`, `from_host`, `to`, `asserted`, `call_id`, `identity`."""

    packet: int  # that completes it, counted from 1
    fields: dict[str, str]
    row: str  # its first line and the headers that say something, in one line


class Cut(Exception):
    """A capture ends in the middle of a packet; its text says after which."""


class _Watched:
    """A file of which it is noted whether a read got less than it asked for: the library takes what there is for a packet."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.short = file, False

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self.short |= 0 < len(data) < size
        return data

    def seek(self, at: int) -> int:
        self.short = False
        return self._file.seek(at)

    def tell(self) -> int:
        return self._file.tell()


def requests(file: IO[bytes], name: str) -> Iterator[tuple[int, float, Request | None]]:
    """Each packet's number and time, and the request that it completes. Raises BadInput, Cut."""
    try:
        import dpkt
    except ImportError:
        raise BadInput(f"{name} is a packet capture: it is read by the extra pcap: pip install 'calltracer[pcap]'") from None
    number = 0
    waiting: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
    try:
        watched = _Watched(file)
        reader = dpkt.pcap.UniversalReader(watched)
        link = reader.datalink()
        for at, frame in reader:
            if watched.short:
                raise Cut(f"cut off after packet {number}")
            number += 1
            said = _message(dpkt, link, frame, waiting)
            yield number, float(at), _request(number, float(at), *said) if said else None
    except (dpkt.dpkt.Error, ValueError, OverflowError, EOFError) as error:
        if not number:
            raise BadInput(f"{name} is no packet capture that can be read: save it as pcap or pcapng") from error
        raise Cut(f"cut off after packet {number}") from error


def _message(dpkt: ModuleType, link: int, frame: bytes, waiting: OrderedDict[tuple[object, ...], bytes]) -> tuple[str, bytes] | None:
    """Source address and head of the request that a frame completes."""
    try:
        packet = _network(dpkt, link, frame)
        source = str(ipaddress.ip_address(packet.src))
        carried = packet.data
        if isinstance(packet, dpkt.ip.IP) and (packet.offset or packet.mf):
            carried = _joined(dpkt, packet, waiting)
        if isinstance(carried, dpkt.udp.UDP):
            head = _head(bytes(carried.data))
        elif isinstance(carried, dpkt.tcp.TCP) and carried.data:
            head = _streamed(packet, carried, waiting)
        else:
            return None
    except (dpkt.dpkt.Error, ValueError, AttributeError, TypeError, IndexError):
        return None  # no packet of a call: what else runs in a network may look like anything
    return (source, head) if head else None


def _network(dpkt: ModuleType, link: int, frame: bytes) -> Any:
    """The packet of the internet protocol in a frame."""
    kinds = {1: dpkt.ethernet.Ethernet, 113: dpkt.sll.SLL, 276: dpkt.sll2.SLL2}
    if link in kinds:
        return kinds[link](frame).data
    if link == 0:  # of a loopback device: four bytes of the address family first
        frame = frame[4:]
    return dpkt.ip6.IP6(frame) if frame[0] >> 4 == 6 else dpkt.ip.IP(frame)


def _joined(dpkt: ModuleType, packet: Any, waiting: OrderedDict[tuple[object, ...], bytes]) -> Any:
    """What fragments carried, once the last of them is there."""
    key = "fragments", packet.src, packet.dst, packet.id, packet.p
    before = waiting.pop(key, b"")
    payload = bytes(packet.data)
    if packet.offset != len(before):
        return None
    whole = before + payload
    if packet.mf:
        _keep(waiting, key, whole)
        return None
    return dpkt.udp.UDP(whole) if packet.p == 17 else dpkt.tcp.TCP(whole) if packet.p == 6 else None


def _streamed(packet: Any, segment: Any, waiting: OrderedDict[tuple[object, ...], bytes]) -> bytes | None:
    """The head of a request that goes over several segments, once it is whole."""
    key = "stream", packet.src, packet.dst, segment.sport, segment.dport, segment.seq
    whole = waiting.pop(key, b"") + bytes(segment.data)
    if not whole.startswith(b"INVITE "):
        return None
    if head := _head(whole):
        return head
    _keep(waiting, (*key[:-1], (segment.seq + len(segment.data)) % (1 << 32)), whole)
    return None


def _keep(waiting: OrderedDict[tuple[object, ...], bytes], key: tuple[object, ...], whole: bytes) -> None:
    if len(whole) <= _LARGEST:
        waiting[key] = whole
        while len(waiting) > _MOST_OPEN:
            waiting.popitem(last=False)


def _head(data: bytes) -> bytes | None:
    """First line and headers of a request for a call; None where it is none, or not whole."""
    if not _BEGINS.match(data):
        return None
    end = _END.search(data)
    return data[: end.start()] if end else None


def _request(number: int, at: float, source: str, head: bytes) -> Request:
    first, *lines = re.sub(r"\r?\n[ \t]+", " ", head.decode("utf-8", "replace")).replace("\r", "").split("\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, said = line.partition(":")
        name = name.strip().lower()
        headers.setdefault(_SHORT.get(name, name), said.strip())
    uri = _USER.search(first)
    caller, asserted, to = (_USER.search(headers.get(name, "")) for name in ("from", "p-asserted-identity", "to"))
    fields = {
        "time": f"{at:.6f}",
        "source": source,
        "request": uri[1] if uri else "",
        "from": caller[1] if caller else "",
        "from_host": (caller[2] or "") if caller else "",
        "asserted": asserted[1] if asserted else "",
        "to": to[1] if to else "",
        "call_id": headers.get("call-id", ""),
        "identity": headers.get("identity", ""),
    }
    shown = [f"{name}: {headers[name]}" for name in ("from", "to", "p-asserted-identity", "call-id", "identity") if name in headers]
    return Request(number, fields, " | ".join([f"from {source}", first, *shown]))
