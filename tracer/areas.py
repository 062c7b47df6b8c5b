"""In which state a called number's area lies. A number can be carried to another state: it is a hint, and shown as such."""

from __future__ import annotations

from functools import lru_cache

STATES = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA", "Colorado": "CO", "Connecticut": "CT",
    "Delaware": "DE", "Washington D.C.": "DC", "Florida": "FL", "Georgia": "GA", "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL",
    "Indiana": "IN", "Iowa": "IA", "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA", "Maine": "ME", "Maryland": "MD",
    "Massachusetts": "MA", "Michigan": "MI", "Minnesota": "MN", "Mississippi": "MS", "Missouri": "MO", "Montana": "MT",
    "Nebraska": "NE", "Nevada": "NV", "New Hampshire": "NH", "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY",
    "North Carolina": "NC", "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK", "Oregon": "OR", "Pennsylvania": "PA",
    "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD", "Tennessee": "TN", "Texas": "TX", "Utah": "UT",
    "Vermont": "VT", "Virginia": "VA", "Washington State": "WA", "Washington": "WA", "West Virginia": "WV", "Wisconsin": "WI",
    "Wyoming": "WY", "Puerto Rico": "PR", "Guam": "GU", "US Virgin Islands": "VI", "American Samoa": "AS",
}  # fmt: skip
CODES = frozenset(STATES.values())


@lru_cache(maxsize=100_000)
def state_of(number: str | None) -> str | None:
    """The state, as two letters, that a number's area code and exchange belong to; None where the number says nothing."""
    if not number or not number.startswith("+1"):
        return None
    import phonenumbers
    from phonenumbers import geocoder

    try:
        said = geocoder.description_for_number(phonenumbers.parse(number), "en")
    except phonenumbers.NumberParseException:
        return None
    last = said.rsplit(", ", 1)[-1]
    return STATES.get(said) or (last if last in CODES else None)
