"""In which state a called number's area lies, as libphonenumber knows it, and which numbers say nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.areas import CODES, STATES, state_of


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("+12025550141", "DC"),
        ("+17045550133", "NC"),
        ("+19195550133", "NC"),
        ("+14155550162", "CA"),
        ("+17165550133", "NY"),
        ("+12065550133", "WA"),  # `Washington State`, not the city
        ("+14045550133", "GA"),  # the state, not the country
        ("+17875550133", "PR"),
        ("+13035550188", "CO"),
        ("+14165550133", None),  # Toronto
        ("+18005550133", None),  # toll-free: nowhere
        ("+442079460000", None),
        ("+1", None),
        ("17045550133", None),
        ("0118 496 0000", None),
        ("", None),
        (None, None),
    ],
)
def test_states(number: str | None, state: str | None) -> None:
    assert state_of(number) == state


def test_every_state_has_its_code() -> None:
    assert len(CODES) == 50 + 1 + 4  # and the District of Columbia, Puerto Rico, Guam, the Virgin Islands, American Samoa
    assert all(len(code) == 2 and code.isupper() for code in CODES)
    assert STATES["North Carolina"] == "NC"
    assert (STATES["Washington D.C."], STATES["Washington State"]) == ("DC", "WA")


@pytest.mark.parametrize(
    ("area", "state"),
    [
        (205, "AL"),
        (907, "AK"),
        (602, "AZ"),
        (501, "AR"),
        (203, "CT"),
        (302, "DE"),
        (305, "FL"),
        (808, "HI"),
        (208, "ID"),
        (312, "IL"),
        (317, "IN"),
        (515, "IA"),
        (316, "KS"),
        (502, "KY"),
        (504, "LA"),
        (207, "ME"),
        (410, "MD"),
        (617, "MA"),
        (313, "MI"),
        (612, "MN"),
        (601, "MS"),
        (314, "MO"),
        (406, "MT"),
        (402, "NE"),
        (702, "NV"),
        (603, "NH"),
        (201, "NJ"),
        (505, "NM"),
        (212, "NY"),
        (701, "ND"),
        (216, "OH"),
        (405, "OK"),
        (503, "OR"),
        (215, "PA"),
        (401, "RI"),
        (803, "SC"),
        (605, "SD"),
        (615, "TN"),
        (214, "TX"),
        (801, "UT"),
        (802, "VT"),
        (804, "VA"),
        (304, "WV"),
        (414, "WI"),
        (307, "WY"),
    ],
)
def test_an_area_code_of_each_state(area: int, state: str) -> None:
    assert state_of(f"+1{area}5550133") == state


@given(st.text(max_size=20) | st.from_regex(r"\+1[0-9]{0,12}", fullmatch=True))
def test_any_text_is_a_state_or_says_nothing(number: str) -> None:
    assert state_of(number) in {None, *CODES}
