"""Call records as each kind of switch writes them, made up: a call in, a row out."""

from __future__ import annotations

import csv
import io
import json
import random
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")


class Call(NamedTuple):
    """A call as the switch saw it; `at` by the switch's own clock."""

    at: datetime
    caller: str  # ten digits
    called: str
    trunk: str
    address: str


def _csv(cells: Sequence[object], **how: object) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n", **how).writerow(cells)  # type: ignore[arg-type]
    return buffer.getvalue()


def _local(call: Call, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return call.at.astimezone(NEW_YORK).strftime(form)


def _end(call: Call) -> str:
    return (call.at + timedelta(seconds=30)).astimezone(NEW_YORK).strftime("%Y-%m-%d %H:%M:%S")


def _asterisk(call: Call, custom: bool) -> str:
    clid = f'"Caller" <{call.caller}>'
    rest = [f"SIP/{call.trunk}-0000a1b2", "SIP/out-0000a1b3", "Dial", f"SIP/1{call.called}@out,60", _local(call), "", _end(call), 30, 0]
    rest += ["NO ANSWER", "DOCUMENTATION"]
    first, last = (
        ([clid, call.caller, call.called, "in"], ["", "1710053970.11", ""])
        if custom
        else (["", call.caller, call.called, "in", clid], ["1710053970.11", ""])
    )
    return _csv([*first, *rest, *last], quoting=csv.QUOTE_NONNUMERIC)


def _freeswitch_csv(call: Call) -> str:
    uuid = "0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f"
    cells = [
        "Caller",
        f"+1{call.caller}",
        f"1{call.called}",
        "public",
        _local(call),
        "",
        _end(call),
        "30",
        "0",
        "NORMAL_CLEARING",
        uuid,
        "",
        call.trunk,
        "PCMU",
        "PCMU",
    ]
    return _csv(cells, quoting=csv.QUOTE_ALL)


def _freeswitch_json(call: Call) -> str:
    profile = {"caller_id_number": f"+1{call.caller}", "destination_number": f"1{call.called}", "network_addr": call.address}
    variables = {
        "start_epoch": str(int(call.at.timestamp())),
        "sip_call_id": quote("a1@[192.0.2.1]"),
        "sip_from_user": quote(f"+1{call.caller}"),
    }
    found = {"core-uuid": "c", "channel_data": {"direction": "inbound"}, "variables": variables, "callflow": [{"caller_profile": profile}]}
    return json.dumps(found) + "\n"


def _acc(call: Call, opensips: bool) -> str:
    head = (["7"] if opensips else []) + ["INVITE", "a", "b", f"{call.caller}@192.0.2.9", "200", "OK", _local(call)]
    return _csv([*head, *(["30", "30123", "1", _local(call)] if opensips else []), f"+1{call.caller}", call.address, f"+1{call.called}"])


def _sansay(call: Call) -> str:
    west = -int((call.at.astimezone(NEW_YORK).utcoffset() or timedelta()).total_seconds() // 60)
    at = _local(call, "%a %b %d %H:%M:%S %Y")
    cells = [
        "1",
        "2",
        "R",
        "0",
        "77",
        "016",
        at,
        at,
        at,
        west,
        "Normal",
        "16",
        "O",
        call.trunk,
        "SIP",
        call.caller,
        call.address,
        f"1{call.called}",
        "203.0.113.9",
        "a1b2",
    ]
    return ";".join(map(str, cells)) + ";203;SIP;F\n"


def _oracle(call: Call) -> str:
    cells = [""] * 175
    at = _local(call, "%H:%M:%S.123 %Z %b %d %Y").upper()
    cells[0], cells[3], cells[13], cells[14], cells[15] = "2", "sess", at, at, at
    cells[9] = f'""SMITH, "J"" <sip:+1{call.caller}@198.51.100.4;user=phone>;tag=9"'
    cells[10] = f'"<sip:+1{call.called}@198.51.100.5;user=phone>"'
    cells[21], cells[22], cells[26] = "core", call.trunk, f"{call.address}:5060"
    return ",".join(cells) + "\n"


def _broadworks(call: Call) -> str:
    cells = [""] * 30
    at = call.at.strftime("%Y%m%d%H%M%S.123")
    cells[0], cells[1], cells[2], cells[5], cells[9], cells[10] = "id1", "Harrow\\, Inc", "Normal", "Terminating", at, "1-050000"
    cells[6], cells[8], cells[23], cells[24] = f"+1{call.caller}", f"+1{call.called}", call.trunk, "net1"
    return ",".join(cells) + "\n"


def _cucm(call: Call) -> str:
    [address] = struct.unpack("<i", IPv4Address(call.address).packed)
    return _csv(
        ["1", "1", "77", int(call.at.timestamp()), address, call.caller, f"1{call.called}", f"1{call.called}", 0, 30, call.trunk, "out"],
        quoting=csv.QUOTE_NONNUMERIC,
    )


_CUCM = (
    '"cdrRecordType","globalCallID_callManagerId","globalCallID_callId","dateTimeOrigination","origIpAddr","callingPartyNumber",'
    '"originalCalledPartyNumber","finalCalledPartyNumber","dateTimeConnect","duration","origDeviceName","destDeviceName"\n'
    "INTEGER,INTEGER,INTEGER,INTEGER,INTEGER,VARCHAR(50),VARCHAR(50),VARCHAR(50),INTEGER,INTEGER,VARCHAR(129),VARCHAR(129)\n"
)
_ACC = "method,from_tag,to_tag,callid,sip_code,sip_reason,time"


@dataclass(frozen=True)
class Switch:
    """One kind of switch: its profile, the lines above its rows, how it writes a call; whether its times need --zone."""

    profile: str
    row: Callable[[Call], str]
    heading: str = ""
    local: bool = True

    def file(self, calls: Iterable[Call]) -> str:
        return self.heading + "".join(map(self.row, calls))


SWITCHES = (
    Switch("asterisk_csv", lambda call: _asterisk(call, custom=False)),
    Switch("asterisk_custom", lambda call: _asterisk(call, custom=True)),
    Switch("freeswitch_csv", _freeswitch_csv),
    Switch("freeswitch_json", _freeswitch_json, local=False),
    Switch("kamailio", lambda call: _acc(call, opensips=False), f"{_ACC},src_user,src_ip,dst_user\n"),
    Switch("opensips", lambda call: _acc(call, opensips=True), f"id,{_ACC},duration,ms_duration,setuptime,created,src_user,src_ip,dst_user\n"),
    Switch("sansay", _sansay, local=False),
    Switch("oracle_acme", _oracle, local=False),
    Switch("nextone", lambda c: _csv(["z", c.trunk, "out", 30, c.called, c.caller, int(c.at.timestamp())]), "CallZoneData,OrigGw,TermGw,Duration,CallDTMF,Ani,DateTimeInt\n"),
    Switch(
        "thinq",
        lambda c: _csv([_local(c, "%Y-%m-%d"), _local(c, "%H:%M:%S"), c.trunk, c.caller, "", "", "123A", "NY", "", c.called, "1", f"id{c.caller}", "9"]),
        "date,time,carrier_id,from_ani,from_lrn,from_lata,from_ocn,from_state,from_rc,to_did,thinq_tier,callid,account_id\n",
    ),
    Switch(
        "voip_innovations",
        lambda c: f"TERM;{_local(c)};{_end(c)};30;30;6;6;0.1;0.1;t1;{c.address};{c.caller};NY;1{c.called};{c.called};NJ;222;123A;1;deck\n",
        "CallType;StartTime;StopTime;CallDuration;BillDuration;CallMinimum;CallIncrement;BasePrice;CallPrice;TransactionId;CustomerIP;ANI;ANIState;"
        "DNIS;LRN;DNISState;DNISLATA;DNISOCN;OrigTier;TermRateDeck\n",
    ),
    Switch("broadworks", _broadworks, local=False),
    Switch("cucm", _cucm, _CUCM, local=False),
)  # fmt: skip

# Three customers; the first trunk changed hands on 1 March and on 1 November, the second is one customer's throughout.
TRUNKS = """trunk,address,provider,from,until
t1,192.0.2.1,Orchid Transit Corp,2023-01-01,2024-02-29
t1,192.0.2.1,Saltmarsh Telecom,2024-03-01,2024-10-31
t1,192.0.2.1,Quillon Gateway Ltd.,2024-11-01,
t2,192.0.2.16/28,Pinnow Transit Inc.,,
"""
BY_TRUNK = "\n".join(line.replace(line.split(",")[1], "", 1) if k else line for k, line in enumerate(TRUNKS.splitlines())) + "\n"
BY_ADDRESS = (
    "\n".join(line[2:] if line.startswith("t") and line[1].isdigit() else line.removeprefix("trunk,") for line in TRUNKS.splitlines())
    + "\n"
)
BY_ADDRESS = BY_ADDRESS.replace("\n,", "\n")
WAYS = (("t1", "192.0.2.1"), ("t2", "192.0.2.20"))
# Around a night on which clocks in New York went forward, one on which they went back, and two days of the changes of hands.
DAYS = (
    datetime(2024, 3, 10, 6, tzinfo=UTC),
    datetime(2024, 11, 3, 5, tzinfo=UTC),
    datetime(2024, 3, 1, 4, tzinfo=UTC),
    datetime(2024, 11, 1, 3, tzinfo=UTC),
)


@dataclass(frozen=True)
class Planted:
    """A call that is asked for: its true time, and from whom it came; None where the switch never had it."""

    at: datetime
    caller: str
    called: str
    upstream: str | None


def upstream(at: datetime, trunk: str) -> str:
    """Whose a trunk is at an instant, days taken in New York."""
    if trunk == "t2":
        return "Pinnow Transit Inc."
    day = at.astimezone(NEW_YORK).date().isoformat()
    return "Orchid Transit Corp" if day < "2024-03-01" else "Saltmarsh Telecom" if day < "2024-11-01" else "Quillon Gateway Ltd."


def planted(fast: int = 90, seed: int = 7) -> tuple[list[Planted], list[Call]]:
    """What is asked for, and what a switch whose clock is so many seconds fast recorded: those calls, and many that look like them."""
    chance = random.Random(seed)
    asked: list[Planted] = []
    calls: list[Call] = []
    shift = timedelta(seconds=fast)
    for day in DAYS:
        for k in range(12):
            at = day + timedelta(minutes=10 * k + chance.randrange(8), seconds=chance.randrange(60))
            trunk, address = WAYS[k % 2]
            other, its = WAYS[1 - k % 2]
            caller, called = f"609555{100 + len(asked) % 100:04d}", f"202555{100 + (7 * len(asked)) % 100:04d}"
            if k % 6 == 5:
                asked.append(Planted(at, caller, called, None))
            else:
                seen = at + shift
                asked.append(Planted(at, caller, called, upstream(seen, trunk)))
                calls.append(Call(seen, caller, called, trunk, address))
            calls += [
                Call(at + timedelta(days=2), caller, called, other, its),  # the same numbers, another day
                Call(at + timedelta(hours=1, minutes=3), called, caller, other, its),  # the other way round
                Call(at + timedelta(minutes=40), caller, f"202555{(int(called[-4:]) + 1) % 100 + 100:04d}", other, its),
            ]
    calls += [
        Call(day + timedelta(minutes=13 * k), f"609555{k % 100 + 100:04d}", f"303555{k % 100 + 100:04d}", *WAYS[k % 2])
        for day in DAYS
        for k in range(40)
    ]
    return asked, sorted(calls)
