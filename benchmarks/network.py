"""Makes a hop list of national size: invented providers, invented calls, the same for the same seed.

Who takes calls from whom grows by preferential attachment, so that a few carriers stand in many paths and most in few.
By hand: `python -m benchmarks.network OUT.csv [--calls N]`.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

PROVIDERS = 2158
CALLS = 17030
SEED = 20
LENGTHS = {4: 10, 5: 30, 6: 40, 7: 20}  # hops of a path, by weight: 5.7 on average
ENDS = {"originating": 50, "point-of-entry": 25, "no-response": 19, "not-found": 6}
COLUMNS = (
    "incident", "provider", "received_from", "status", "asked_at", "answered_at", "call_at", "caller", "called", "campaign", "source",
    "noted_on",
)  # fmt: skip
CAMPAIGNS = [
    f"{what}-{how}"
    for what in ("Utility", "Parcel", "Warranty", "Refund", "Visa", "Tax")
    for how in ("Notice", "LastCall", "Press1", "Live")
]
AREA_CODES = (202, 212, 303, 312, 404, 503, 602, 615, 702, 804, 901, 919)
_COLOURS = (
    "Amber Ashen Azure Black Bronze Chalk Copper Coral Dun Ebony Flax Green "
    "Hazel Ivory Jade Lilac Ochre Olive Russet Sable Silver Umber White Woad"
)
_THINGS = (
    "Anvil Arch Bell Bridge Cairn Cove Ferry Gable Harbor Kiln Ladder Lantern "
    "Mast Mill Oar Orchard Pier Plough Quarry Reed Spindle Stile Thicket Weir"
)
_TRADES = "Telecom Voice Networks Carrier Transit Tandem"


def provider_names(count: int, chance: random.Random) -> list[str]:
    """So many invented names, no two alike."""
    all_names = [" ".join(words) for words in itertools.product(_COLOURS.split(), _THINGS.split(), _TRADES.split())]
    return chance.sample(all_names, count)


def suppliers(count: int, chance: random.Random) -> list[list[int]]:
    """For each provider, from whom it takes calls: whoever has many partners finds more."""
    takes_from: list[list[int]] = [[] for _ in range(count)]
    partners = [0]  # a provider stands here once for each of its connections, so that a blind draw prefers the large
    for new in range(1, count):
        for customer in sorted({chance.choice(partners) for _ in range(2)}):
            takes_from[customer].append(new)
            partners += (customer, new)
    for provider in range(count):
        takes_from[provider] += [other for other in chance.choices(partners, k=3) if other != provider]
    return takes_from


def path(takes_from: Sequence[Sequence[int]], chance: random.Random) -> list[int]:
    """Providers from the called party back, none of them twice."""
    length = chance.choices(list(LENGTHS), list(LENGTHS.values()))[0]
    hops = [chance.randrange(len(takes_from) // 15)]  # the oldest, and so the largest, serve the called parties
    while len(hops) < length:
        further = [p for p in takes_from[hops[-1]] if p not in hops]
        hops.append(chance.choice(further) if further else chance.choice([p for p in range(len(takes_from)) if p not in hops]))
    return hops


def rows(calls: int = CALLS, providers: int = PROVIDERS, seed: int = SEED) -> Iterator[dict[str, str]]:
    """The rows of the list: those of one incident together, in the order in which answers happened to come in."""
    chance = random.Random(seed)
    names = provider_names(providers, chance)
    takes_from = suppliers(providers, chance)
    for number in range(1, calls + 1):
        hops = path(takes_from, chance)
        end = chance.choices(list(ENDS), list(ENDS.values()))[0]
        at = datetime(2025, 1, 2, 14, tzinfo=UTC) + timedelta(days=chance.randrange(330), seconds=chance.randrange(8 * 3600))
        call = {
            "incident": f"bench-{number:05d}",
            "call_at": _utc(at),
            "caller": f"+1{chance.choice(AREA_CODES)}55501{chance.randrange(100):02d}",
            "called": f"+1{chance.choice(AREA_CODES)}55501{chance.randrange(100):02d}",
            "campaign": chance.choice(CAMPAIGNS),
            "source": "portal",
        }
        entered = []
        for place, provider in enumerate(hops):
            last = place == len(hops) - 1
            asked = at + timedelta(days=1 + place, minutes=chance.randrange(600))
            status = end if last else "downstream"
            answered = asked + timedelta(minutes=chance.randrange(20, 1400))
            entered.append(
                {
                    **call,
                    "provider": names[provider],
                    "received_from": "" if last else names[hops[place + 1]],
                    "status": status,
                    "asked_at": _utc(asked),
                    "answered_at": "" if status == "no-response" else _utc(answered),
                    "noted_on": f"{answered + timedelta(days=1):%Y-%m-%d}",
                }
            )
        chance.shuffle(entered)
        yield from entered


def write(file: Path, calls: int = CALLS, providers: int = PROVIDERS, seed: int = SEED) -> int:
    """Write the list; how many rows it has."""
    count = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in rows(calls, providers, seed):
            writer.writerow(row)
            count += 1
    return count


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.network", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--calls", type=int, default=CALLS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    print(f"{write(options.out, options.calls, seed=options.seed):,} rows")
