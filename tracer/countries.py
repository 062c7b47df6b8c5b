"""Names of countries, as letters and registers print them.

A closed table: the libraries that know these names bring megabytes, or a licence that does not go with this one.
Left out on purpose: Georgia, which in an address is the state before it is the country.
"""

from __future__ import annotations

import unicodedata

US = "us"
_NAMES = frozenset(
    "afghanistan|albania|algeria|andorra|angola|anguilla|antigua and barbuda|argentina|armenia|aruba|australia|austria|azerbaijan|bahamas"
    "|bahrain|bangladesh|barbados|belarus|belgium|belize|benin|bermuda|bhutan|bolivia|bosnia and herzegovina|botswana|brazil"
    "|british virgin islands|brunei|bulgaria|burkina faso|burundi|cambodia|cameroon|canada|cape verde|cayman islands"
    "|central african republic|chad|chile|china|colombia|comoros|congo|cook islands|costa rica|cote d'ivoire|croatia|cuba|curacao|cyprus"
    "|czechia|denmark|djibouti|dominica|dominican republic|ecuador|egypt|el salvador|equatorial guinea|eritrea|estonia|eswatini|ethiopia"
    "|falkland islands|faroe islands|fiji|finland|france|french guiana|french polynesia|gabon|gambia|germany|ghana|gibraltar|greece"
    "|greenland|grenada|guadeloupe|guatemala|guernsey|guinea|guinea-bissau|guyana|haiti|honduras|hong kong|hungary|iceland|india|indonesia"
    "|iran|iraq|ireland|isle of man|israel|italy|jamaica|japan|jersey|jordan|kazakhstan|kenya|kiribati|kosovo|kuwait|kyrgyzstan|laos"
    "|latvia|lebanon|lesotho|liberia|libya|liechtenstein|lithuania|luxembourg|macao|madagascar|malawi|malaysia|maldives|mali|malta"
    "|marshall islands|martinique|mauritania|mauritius|mexico|micronesia|moldova|monaco|mongolia|montenegro|montserrat|morocco|mozambique"
    "|myanmar|namibia|nauru|nepal|netherlands|new caledonia|new zealand|nicaragua|niger|nigeria|niue|north korea|north macedonia|norway"
    "|oman|pakistan|palau|palestine|panama|papua new guinea|paraguay|peru|philippines|poland|portugal|qatar|reunion|romania|russia|rwanda"
    "|saint kitts and nevis|saint lucia|saint martin|saint vincent and the grenadines|samoa|san marino|sao tome and principe|saudi arabia"
    "|senegal|serbia|seychelles|sierra leone|singapore|sint maarten|slovakia|slovenia|solomon islands|somalia|south africa|south korea"
    "|south sudan|spain|sri lanka|sudan|suriname|sweden|switzerland|syria|taiwan|tajikistan|tanzania|thailand|timor-leste|togo|tonga"
    "|trinidad and tobago|tunisia|turkey|turkmenistan|turks and caicos islands|tuvalu|uganda|ukraine|united arab emirates|united kingdom"
    "|uruguay|uzbekistan|vanuatu|vatican city|venezuela|vietnam|yemen|zambia|zimbabwe".split("|")
)
_ALSO = {
    "usa": US, "united states": US, "united states of america": US,
    "uk": "united kingdom", "gb": "united kingdom", "great britain": "united kingdom", "england": "united kingdom",
    "scotland": "united kingdom", "wales": "united kingdom", "northern ireland": "united kingdom",
    "united kingdom of great britain and northern ireland": "united kingdom",
    "uae": "united arab emirates", "ksa": "saudi arabia", "bvi": "british virgin islands", "korea": "south korea", "rok": "south korea",
    "pr china": "china", "prc": "china", "hong kong sar": "hong kong", "hong kong sar china": "hong kong", "macau": "macao",
    "czech republic": "czechia", "holland": "netherlands", "viet nam": "vietnam", "turkiye": "turkey", "burma": "myanmar",
    "russian federation": "russia", "ivory coast": "cote d'ivoire", "swaziland": "eswatini", "macedonia": "north macedonia",
    "brasil": "brazil", "deutschland": "germany", "espana": "spain", "italia": "italy", "republica dominicana": "dominican republic",
    "bosnia": "bosnia and herzegovina", "trinidad": "trinidad and tobago", "east timor": "timor-leste", "cabo verde": "cape verde",
    "brunei darussalam": "brunei", "lao pdr": "laos", "syrian arab republic": "syria",
}  # fmt: skip
_TERRITORIES = frozenset(("puerto rico", "guam", "us virgin islands", "american samoa", "northern mariana islands"))  # no foreign ones
_FORMAL = ("people's republic of ", "islamic republic of ", "federal republic of ", "republic of ", "kingdom of ")
_PARTED = (",", ";", "-", "\u2013", "\u2014", "|")


def country(printed: str) -> str | None:
    """The country that a text is the name of, in one spelling, lower case: `us` for `U.S.A.`; None where it is the name of none."""
    decomposed = unicodedata.normalize("NFKD", printed.casefold().replace("&", " and ").replace("\u2019", "'").replace("\u0131", "i"))
    name = " ".join("".join(c for c in decomposed if c != "." and not unicodedata.combining(c)).split())
    name = name.strip("() ").removeprefix("the ")
    name = f"saint {name[3:]}" if name.startswith("st ") else name
    for formal in _FORMAL:
        name = name.removeprefix(formal)
    name = name.removeprefix("the ")
    return name if name in _NAMES or name == US else _ALSO.get(name)


def normal(printed: str) -> str:
    """A country on record as compared: in one spelling, where it is known; else as printed, lower case. Territories of the US are `us`."""
    name = " ".join(printed.casefold().replace(".", "").split())
    return US if name in _TERRITORIES else country(printed) or name


def at_end(line: str) -> str | None:
    """The country that ends a line of an address, as printed: `Karachi 75500, Pakistan`; before or behind a postal code too.

    What ends in such a name and goes on before it without a comma or a number is another name: `New Mexico`, `Rue de France`.
    """
    words = line.replace(",", " , ").replace(";", " ; ").split()
    while words and (words[-1] in _PARTED or any(c.isdigit() for c in words[-1])):
        words.pop()
    begins = max((k for k, word in enumerate(words) if word in _PARTED or any(c.isdigit() for c in word)), default=-1) + 1
    name = " ".join(words[begins:]).strip("() ")
    name = name.rstrip(".") if name.count(".") == 1 else name
    return name if country(name) else None
