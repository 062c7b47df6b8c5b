"""SIP in packet captures: requests whole, in fragments and in segments, with the signature in them."""

from __future__ import annotations

import gzip
import io
import json
import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dpkt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import run
from tests.signers import Signer
from tracer.errors import BadInput
from tracer.records import capture

AT = datetime(2024, 3, 11, 6, 58, tzinfo=UTC)
CALLER, CALLED = "6095550117", "2025550141"
OWN, ORCHID = "198.51.100.1", "192.0.2.1"
TRUNKS = f"address,provider,kind\n{ORCHID},Orchid Transit Corp,\n192.0.2.2,Saltmarsh Telecom,\n{OWN},Fernwick Voice LLC,own\n"


def invite(caller: str = CALLER, called: str = CALLED, identity: str = "", more: str = "") -> bytes:
    lines = [
        f"INVITE sip:+1{called}@{OWN}:5060;user=phone SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK7",
        f'f: "Ada" <sip:+1{caller}@sip.orchid.example>;tag=9', f"To: <sip:+1{called}@{OWN}>", "Call-ID: a84b4c76e66710",
        *([f"Identity: {identity}"] if identity else []), *([more] if more else []), "CSeq: 1 INVITE", "Content-Length: 0",
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode()


def ip(data: Any, source: str = ORCHID, protocol: int = 17, **how: Any) -> Any:
    packet = dpkt.ip.IP(src=socket.inet_aton(source), dst=socket.inet_aton(OWN), p=protocol, data=data, **how)
    packet.len = len(packet)
    return packet


def udp(data: bytes, source: str = ORCHID) -> Any:
    segment = dpkt.udp.UDP(sport=5060, dport=5060, data=data)
    segment.ulen = len(segment)
    return ip(segment, source)


def framed(packet: Any) -> bytes:
    return bytes(dpkt.ethernet.Ethernet(src=b"\1" * 6, dst=b"\2" * 6, type=0x0800, data=packet))


def written(frames: Iterable[tuple[float, bytes]], **how: Any) -> bytes:
    file = io.BytesIO()
    writer = dpkt.pcap.Writer(file, **how)
    for at, frame in frames:
        writer.writepkt(frame, ts=at)
    return file.getvalue()


def noise(at: float) -> tuple[float, bytes]:
    return at, framed(udp(b"OPTIONS sip:x SIP/2.0\r\n\r\n"))


BASE = AT.timestamp()


def answered(folder: Path, data: bytes, *arguments: object, name: str = "calls.pcap") -> Any:
    (folder / "asked.csv").write_text(
        f"incident,provider,asked_at,call_at,caller,called,noted_on\n20731,Fernwick Voice LLC,2024-03-11T14:00:00Z,2024-03-11T06:58:00Z,+1{CALLER},+1{CALLED},2024-03-11\n",
        encoding="utf-8",
    )
    (folder / "trunks.csv").write_text(TRUNKS, encoding="utf-8")
    (folder / name).write_bytes(data)
    ran = run("answer", folder / "asked.csv", "--cdr", folder / name, "--trunks", folder / "trunks.csv", "--json", *arguments)
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def fragments(payload: bytes, size: int = 360) -> list[bytes]:
    segment = dpkt.udp.UDP(sport=5060, dport=5060, data=payload)
    segment.ulen = len(segment)
    whole = bytes(segment)
    parts = [(at, whole[at : at + size]) for at in range(0, len(whole), size)]
    return [framed(ip(part, id=77, offset=at, mf=int(at + size < len(whole)))) for at, part in parts]


def segments(payload: bytes, size: int = 360) -> list[bytes]:
    return [
        framed(ip(dpkt.tcp.TCP(sport=40000, dport=5060, seq=(0xFFFFFF00 + at) % (1 << 32), data=payload[at : at + size]), protocol=6))
        for at in range(0, len(payload), size)
    ]


@pytest.mark.parametrize("way", ["udp", "fragments", "segments", "pcapng", "cooked", "raw", "gzip"])
def test_a_request_is_a_record_with_its_address_and_signature(way: str, tmp_path: Path) -> None:
    signer = Signer()
    message = invite(identity=signer.identity(AT, CALLER, CALLED))
    assert len(message) > 720  # three pieces
    frames = {"fragments": fragments(message), "segments": segments(message)}.get(way, [framed(udp(message))])
    how: dict[str, Any] = {}
    if way == "cooked":
        frames, how = [bytes(dpkt.sll.SLL(type=0, hrd=1, hlen=6, hdr=b"\1" * 8, ethtype=0x0800, data=udp(message)))], {"linktype": 113}
    if way == "raw":
        frames, how = [bytes(udp(message))], {"linktype": 101}
    timed = [noise(BASE - 600), *((BASE + 20 + k / 100, frame) for k, frame in enumerate(frames)), noise(BASE + 600)]
    if way in ("cooked", "raw"):
        timed = [timed[1]]
    data = written(timed, **how)
    if way == "pcapng":
        file = io.BytesIO()
        writer = dpkt.pcapng.Writer(file)
        for at, frame in timed:
            writer.writepkt(frame, ts=at)
        data = file.getvalue()
    found = answered(
        tmp_path, gzip.compress(data) if way == "gzip" else data, "--certificates", signer.certificate(tmp_path / "harrow.pem")
    )
    [answer] = found["answers"]
    assert answer["draft"]["received_from"] == "Orchid Transit Corp"
    [candidate] = answer["candidates"]
    last = {"cooked": 1, "raw": 1}.get(way, 1 + len(frames))
    assert (candidate["line"], candidate["seconds"], candidate["address"], candidate["host"]) == (last, 20, ORCHID, "sip.orchid.example")
    assert (candidate["signature"]["verified"], candidate["signature"]["signer"], candidate["signature"]["attestation"]) == (
        "yes",
        "Harrow Voice LLC",
        "A",
    )
    assert answer["draft"]["comment"].startswith(f"calls.pcap, packet {last}, 2024-03-11T06:58:20Z: both numbers agree")
    assert found["records"][0]["profile"] == "capture"
    assert "eyJ" not in json.dumps(found)


def test_the_leg_that_went_on_is_the_provider_s_own(tmp_path: Path) -> None:
    frames = [(BASE + 1, framed(udp(invite()))), (BASE + 2, framed(udp(invite(), OWN)))]
    [answer] = answered(tmp_path, written(frames))["answers"]
    assert (answer["answer"], answer["of"]) == ("received-from", [{"file": "calls.pcap", "line": 1}])
    both = [*frames, (BASE + 3, framed(udp(invite(), "192.0.2.2")))]
    assert answered(tmp_path, written(both))["answers"][0]["answer"] == "undecided"


def test_a_caller_who_is_withheld_is_taken_from_whom_the_network_asserts(tmp_path: Path) -> None:
    message = invite().replace(f"sip:+1{CALLER}@sip.orchid.example".encode(), b"sip:anonymous@anonymous.invalid")
    more = message.replace(b"CSeq:", f"P-Asserted-Identity: <sip:+1{CALLER}@sip.orchid.example>\r\nCSeq:".encode())
    assert answered(tmp_path, written([(BASE, framed(udp(more)))]))["answers"][0]["answer"] == "undecided"


def test_a_capture_that_is_cut_off_is_read_up_to_there(tmp_path: Path) -> None:
    data = written([(BASE, framed(udp(invite()))), (BASE + 1, framed(udp(invite())))])
    found = answered(tmp_path, data[:-30])
    assert found["answers"][0]["of"] == [{"file": "calls.pcap", "line": 1}]
    ran = run("answer", tmp_path / "asked.csv", "--cdr", tmp_path / "calls.pcap", "--trunks", tmp_path / "trunks.csv")
    assert "cut off after packet 1" in ran.err


def test_what_is_no_capture_is_refused(tmp_path: Path) -> None:
    answered(tmp_path, written([]))
    (tmp_path / "calls.pcap").write_bytes(b"\xd4\xc3\xb2\xa1 and then nothing")
    ran = run("answer", tmp_path / "asked.csv", "--cdr", tmp_path / "calls.pcap", "--trunks", tmp_path / "trunks.csv")
    assert (ran.code, ran.err) == (1, "tracer: calls.pcap is no packet capture that can be read: save it as pcap or pcapng\n")
    ran = run(
        "answer", tmp_path / "asked.csv", "--cdr", tmp_path / "asked.csv", "--trunks", tmp_path / "trunks.csv", "--profile", "capture"
    )
    assert ran.err.endswith("asked.csv is not as the profile capture says: it is no packet capture\n")


@given(st.binary(max_size=300), st.booleans(), st.sampled_from([0, 1, 101, 113, 276]))
def test_any_frame_is_a_request_or_none(frame: bytes, cut: bool, link: int) -> None:
    data = written([(BASE, frame), (BASE, framed(udp(frame)))], linktype=link)
    try:
        found = list(capture.requests(io.BytesIO(data[:-1] if cut else data), "a.pcap"))
    except (capture.Cut, BadInput):
        return
    assert [number for number, _, _ in found] == [1, 2]


@given(st.text(max_size=200))
def test_any_header_leaves_one_line(said: str) -> None:
    message = invite(more=f"X-Any: {said}")
    for _, _, request in capture.requests(io.BytesIO(written([(BASE, framed(udp(message)))])), "a.pcap"):
        assert request is None or "\n" not in request.row


def test_a_request_of_which_a_piece_is_lost_is_not_made_up(tmp_path: Path) -> None:
    """What stands on both sides of the gap are not one request."""
    message = invite(identity=Signer().identity(AT, CALLER, CALLED))
    for pieces in (fragments(message), segments(message)):
        lost = [piece for k, piece in enumerate(pieces) if k != 1]
        found = [request for _, _, request in capture.requests(io.BytesIO(written([(BASE, piece) for piece in lost])), "a.pcap")]
        assert found == [None] * len(lost)
        assert len(lost) > 1
