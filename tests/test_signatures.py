"""Signatures of calls: good ones, and every way in which one does not fit; from the record to the remark of a trace."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import Desk, run
from tests.signers import Authority, Signer
from tests.story import Fresh
from tracer.errors import BadInput
from tracer.model import Verified
from tracer.records.certificates import AtHand, at_hand
from tracer.records.signatures import Unfit, checked, read

AT = datetime(2024, 3, 11, 6, 58, tzinfo=UTC)
CALLER, CALLED = "6095550117", "2025550141"
AS = ("+16095550117", "+12025550141", "2024-03-11T06:58:00Z")
MADE = "the key of harrow.pem made it; who issued that certificate was not checked: no root was given"


def test_what_a_passport_says_whoever_made_it() -> None:
    for printed in (
        Signer().identity(AT, CALLER, CALLED),
        "Identity: " + Signer().identity(AT, CALLER, CALLED),
        Signer().passport(AT, CALLER, CALLED),
    ):
        found = read(printed)
        assert (found.attestation, found.caller, found.called) == ("A", "+16095550117", ("+12025550141",))
        assert (found.origid, found.signed_at) == ("0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f", "2024-03-11T06:58:00Z")
        assert found.url == "https://certificates.harrow.example/harrow.pem"


def test_one_that_is_good(tmp_path: Path) -> None:
    signer = Signer()
    held = at_hand([signer.certificate(tmp_path / "harrow.pem")])
    [one] = held.signers
    assert (one.holder, one.codes, one.begins, one.ends) == (
        "Harrow Voice LLC",
        ("123A",),
        "2024-01-01T00:00:00Z",
        "2024-12-31T00:00:00Z",
    )
    found = checked(read(signer.identity(AT, CALLER, CALLED)), held, *AS)
    assert (found.verified, found.signer, found.code) == (Verified.YES, "Harrow Voice LLC", "123A")
    assert found.why == MADE


@pytest.mark.parametrize(
    ("signer", "changes", "verified", "why"),
    [
        (Signer(ends=datetime(2024, 3, 1, tzinfo=UTC)), {}, Verified.NO, "the certificate expired on 2024-03-01, before it was signed"),
        (Signer(begins=datetime(2024, 4, 1, tzinfo=UTC)), {}, Verified.NO, "the certificate was valid from 2024-04-01 on, after it was signed"),
        (Signer(code=None), {}, Verified.NO, "the certificate is no carrier's: it names no code"),
        (Signer(), {"orig": {"tn": "16095550118"}}, Verified.NO, "it was made for other numbers than the record's"),
        (Signer(), {"dest": {"tn": ["12025550142"]}}, Verified.NO, "it was made for other numbers than the record's"),
        (Signer(), {"dest": {"tn": ["12025550142", "12025550141"]}}, Verified.YES, MADE),
        (Signer(), {"iat": int(AT.timestamp()) - 300}, Verified.YES, MADE),
        (Signer(), {"iat": int(AT.timestamp()) - 301}, Verified.NO, "it was signed 301 s before the time of the record"),
        (Signer(), {"iat": int(AT.timestamp()) + 301}, Verified.NO, "it was signed 301 s after the time of the record"),
        (Signer(), {"iat": "now"}, Verified.NO, "it does not say when it was signed"),
    ],
)  # fmt: skip
def test_one_that_does_not_fit(signer: Signer, changes: dict[str, Any], verified: Verified, why: str, tmp_path: Path) -> None:
    held = at_hand([signer.certificate(tmp_path / "harrow.pem")])
    found = checked(read(signer.identity(AT, CALLER, CALLED, **changes)), held, *AS)
    assert (found.verified, found.why) == (verified, why)
    assert (found.signer is not None) == (found.code is not None) == (verified is Verified.YES)


@pytest.mark.parametrize(
    ("seconds", "why"),
    [
        (-301, "it was signed 301 s before the time of the record"),
        (-300, MADE),
        (359, MADE),
        (360, "it was signed 301 s after the time of the record"),
    ],
)
def test_the_time_of_a_record_may_be_exact_to_a_minute_alone(seconds: int, why: str, tmp_path: Path) -> None:
    signer = Signer()
    held = at_hand([signer.certificate(tmp_path / "harrow.pem")])
    passport = read(signer.identity(AT, CALLER, CALLED, iat=int(AT.timestamp()) + seconds))
    assert checked(passport, held, *AS, slack=59).why == why


def test_another_key(tmp_path: Path) -> None:
    """A certificate that is not the one it names says nothing; the one it names, with another key, speaks against it."""
    passport = read(Signer().identity(AT, CALLER, CALLED))
    other = Signer()
    found = checked(passport, at_hand([other.certificate(tmp_path / "other.pem")]), *AS)
    assert (found.verified, found.why, found.signer) == (
        Verified.UNKNOWN,
        "not verified: no certificate at hand has the key that made it",
        None,
    )
    found = checked(passport, at_hand([other.certificate(tmp_path / "harrow.pem")]), *AS)
    assert (found.verified, found.why, found.signer) == (Verified.NO, "the key of harrow.pem, which it names, did not make it", None)
    assert checked(passport, AtHand(), *AS).why == "not verified: no certificate is at hand"


def test_one_changed_sign_is_noticed(tmp_path: Path) -> None:
    signer = Signer()
    held = at_hand([signer.certificate(tmp_path / "a.pem")])
    header, _, signature = signer.passport(AT, CALLER, CALLED).split(".")
    payload = Signer().passport(AT, CALLER, CALLED, attest="B").split(".")[1]
    assert checked(read(f"{header}.{payload}.{signature}"), held, *AS).verified is Verified.UNKNOWN


@pytest.mark.parametrize(
    ("numbers", "verified", "why"),
    [
        ((f"1{CALLER}",), Verified.YES, MADE),
        ((("16095550100", 18),), Verified.YES, MADE),
        ((("16095550100", 17),), Verified.NO, "the certificate may sign for other numbers, not for this caller's"),
        (("16095550118",), Verified.NO, "the certificate may sign for other numbers, not for this caller's"),
    ],
    ids=["its number", "the last of a range", "one behind a range", "another number"],
)  # fmt: skip
def test_a_certificate_for_numbers(numbers: tuple[Any, ...], verified: Verified, why: str, tmp_path: Path) -> None:
    signer = Signer(code=None, numbers=numbers)
    found = checked(read(signer.identity(AT, CALLER, CALLED)), at_hand([signer.certificate(tmp_path / "harrow.pem")]), *AS)
    assert (found.verified, found.why, found.code) == (verified, why, None)
    assert found.signer == ("Harrow Voice LLC" if verified is Verified.YES else None)


# --- who issued the certificate

ROOT = Authority("Invented Root")
BELOW = Authority("Invented Authority", under=ROOT)
ISSUED = "the key of harrow.pem made it, which was issued under root.pem; whether it was revoked was not checked"
BROKEN = "not verified: the key of harrow.pem made it, but no chain of certificates that were valid then leads from it to a root at hand"


def held_against(folder: Path, signer: Signer, root: Authority, *beside: Authority) -> tuple[Verified, str, str | None, str | None]:
    """What comes of a good signature of this signer; `beside`: whose certificates lie below its own in one file."""
    file = signer.certificate(folder / "harrow.pem")
    for each in beside:
        each.certificate(file)
    (folder / "roots").mkdir()
    root.certificate(folder / "roots" / "root.pem")
    found = checked(read(signer.identity(AT, CALLER, CALLED)), at_hand([file], [folder / "roots"]), *AS)
    return found.verified, found.why, found.signer, found.root


@pytest.mark.parametrize(
    ("signer", "beside"),
    [(Signer(under=ROOT), ()), (Signer(under=BELOW), (BELOW,)), (Signer(under=BELOW), (BELOW, ROOT))],
    ids=["by the root", "by one below it", "with its root beside it"],
)
def test_a_chain_to_a_root_at_hand_bears_the_issuer_out(signer: Signer, beside: tuple[Authority, ...], tmp_path: Path) -> None:
    assert held_against(tmp_path, signer, ROOT, *beside) == (Verified.YES, ISSUED, "Harrow Voice LLC", "root.pem")


@pytest.mark.parametrize(
    ("under", "beside"),
    [
        (None, ()),
        (BELOW, ()),
        (other := Authority("Invented Root"), (other,)),
        (Authority("Invented Authority", under=Authority("Invented Root")), (BELOW,)),
        (old := Authority("Old Authority", under=ROOT, ends=datetime(2024, 3, 1, tzinfo=UTC)), (old,)),
        (mute := Authority("Mute Authority", under=ROOT, signs=False), (mute,)),
        (peer := Authority("Peer", under=ROOT, issues=False), (peer,)),
    ],
    ids=["self-signed", "a link is lacking", "its own root beside it, by the name of ours", "another key by that name", "a link that had expired",
         "a key that may not sign", "a link that may not issue"],
)  # fmt: skip
def test_without_an_unbroken_chain_nobody_is_named(under: Authority | None, beside: tuple[Authority, ...], tmp_path: Path) -> None:
    """Who makes a signature makes a certificate in any company's name as easily, and a root for it."""
    assert held_against(tmp_path, Signer(under=under), ROOT, *beside) == (Verified.UNKNOWN, BROKEN, None, None)


def test_a_root_that_had_expired_is_none(tmp_path: Path) -> None:
    old = Authority("Invented Root", ends=datetime(2024, 3, 11, 6, 57, tzinfo=UTC))
    assert held_against(tmp_path, Signer(under=old), old) == (Verified.UNKNOWN, BROKEN, None, None)


def test_what_is_wrong_with_the_signature_itself_is_told_first(tmp_path: Path) -> None:
    signer = Signer(under=ROOT, ends=datetime(2024, 3, 1, tzinfo=UTC))
    assert held_against(tmp_path, signer, ROOT) == (Verified.NO, "the certificate expired on 2024-03-01, before it was signed", None, None)


def test_roots_that_are_none_are_refused(tmp_path: Path) -> None:
    file = Signer().certificate(tmp_path / "harrow.pem")
    with pytest.raises(
        BadInput, match=r"harrow\.pem holds no certificate that may issue others: give those of the authorities that you trust"
    ):
        at_hand([file], [file])


def test_a_folder_of_certificates_is_looked_through(tmp_path: Path) -> None:
    signers = [Signer(name=f"Carrier {k} LLC", code=f"00{k}B") for k in range(3)]
    for k, signer in enumerate(signers):
        signer.certificate(tmp_path / f"{k}.pem")
    found = checked(read(signers[2].identity(AT, CALLER, CALLED)), at_hand([tmp_path]), *AS)
    assert (found.signer, found.code) == ("Carrier 2 LLC", "002B")


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("", "it holds no PASSporT"),
        ("eyJhbGciOiJFUzI1NiJ9..c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJl", "its compact form leaves out what it says"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJl", "it is no PASSporT signed with ES256"),
        ("eyJhbGciOiJFUzI1NiJ9.bm8ganNvbiE.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJl", "it cannot be decoded"),
    ],
)  # fmt: skip
def test_what_is_no_passport_is_said_to_be_none(printed: str, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        read(printed)


@given(st.text(max_size=200), st.text(alphabet="eyJhbGciOiJFUzI1NiJ9._-", min_size=40, max_size=200))
def test_any_cell_is_a_passport_or_unfit(printed: str, near: str) -> None:
    for cell in (printed, near, f"eyJhbGciOiJFUzI1NiJ9.{near}.{near}"):
        try:
            assert read(cell).token
        except Unfit:
            continue


@pytest.mark.parametrize("data", [b"", b"\x30\x82\x01", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(data)
    with pytest.raises(BadInput, match=r"a\.pem is no certificate that can be read: give it as PEM or DER"):
        at_hand([tmp_path / "a.pem"])


# --- from the record to the trace ---------------------------------------------------------------------------------------


def answered(folder: Path, identity: str, certificate: Path | None, root: Path | None = None) -> Path:
    """What `tracer answer` writes of one call, whose record has that header."""
    (folder / "asked.csv").write_text(
        "incident,provider,status,asked_at,call_at,caller,called,noted_on\n"
        f"20731,Fernwick Voice LLC,,2024-03-11T14:00:00Z,{AS[2]},{AS[0]},{AS[1]},2024-03-11\n"
        "20731,Orchid Transit Corp,originating,2024-03-11T15:00:00Z,,,,2024-03-12\n",
        encoding="utf-8",
    )
    (folder / "trunks.csv").write_text("address,provider\n192.0.2.1,Orchid Transit Corp\n", encoding="utf-8")
    begun = [(AT + timedelta(seconds=k)).strftime("%Y-%m-%d %H:%M:%S") for k in (-3600, 30, 3600)]
    rows = [f"INVITE,a,b,c{k},200,OK,{at},+1303555010{k},192.0.2.9,+13035550199," for k, at in enumerate(begun)]
    rows[1] = f'INVITE,a,b,c9,200,OK,{begun[1]},+1{CALLER},192.0.2.1,+1{CALLED},"{identity}"'
    heading = "method,from_tag,to_tag,callid,sip_code,sip_reason,time,src_user,src_ip,dst_user,identity\n"
    (folder / "acc.csv").write_text(heading + "\n".join(rows) + "\n", encoding="utf-8")
    more = [*(["--certificates", certificate] if certificate else []), *(["--roots", root] if root else [])]
    ran = run(
        "answer", folder / "asked.csv", "--cdr", folder / "acc.csv", "--trunks", folder / "trunks.csv", "--zone", "UTC", "--provider", "Fernwick Voice LLC",
        "--answered", "2024-03-11T16:00:00Z", "--out", folder / "answers.txt", "--force", "--json", *more,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["answers"][0]["answer"] == "received-from"
    return folder / "answers.txt"


def test_a_signer_that_is_not_the_origin_that_is_named_is_a_contradiction(engine: Fresh, tmp_path: Path) -> None:
    case = engine()
    signer = Signer()
    file = answered(tmp_path, signer.identity(AT, CALLER, CALLED), signer.certificate(tmp_path / "harrow.pem"))
    [outcome] = case.load(file)
    assert (outcome.claims, outcome.unread, outcome.remarks) == (2, [], [])
    case.load(tmp_path / "asked.csv")
    path = case.ask("trace", "20731")
    assert [(hop["provider"], hop["status"], hop["role"]) for hop in path["hops"]] == [
        ("Fernwick Voice LLC", "downstream", "asked"), ("Orchid Transit Corp", "originating", "asked"), ("Harrow Voice LLC", None, "named"),
    ]  # fmt: skip
    told = {remark["code"]: remark["text"] for remark in path["remarks"]}
    assert (
        told["signer-differs"]
        == f"Harrow Voice LLC signed the call with attestation A ({MADE}); Orchid Transit Corp is named as its origin"
    )
    [claim] = [each for each in case.ask("evidence", "20731") if each["kind"] == "signed"]
    assert {name: claim[name] for name in ("provider", "ocn", "attestation", "origid", "verified", "said_by", "valid_at", "known_at", "note")} == {
        "provider": "Harrow Voice LLC", "ocn": "123A", "attestation": "A", "origid": "0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f", "verified": "yes",
        "said_by": "Fernwick Voice LLC", "valid_at": "2024-03-11T06:58:00Z", "known_at": "2024-03-11T16:00:00Z",
        "note": MADE,
    }  # fmt: skip
    assert claim["call"] == {
        "at": "2024-03-11T06:58:00Z",
        "caller": "+16095550117",
        "called": "+12025550141",
        "campaign": None,
        "description": None,
    }
    assert claim["quote"].startswith("signature: yes\nwhy: the key of harrow.pem made it")
    assert "eyJ" not in file.read_text("utf-8")


def test_who_issued_the_certificate_decides_whether_a_signer_is_named(engine: Fresh, tmp_path: Path) -> None:
    case = engine()
    root = ROOT.certificate(tmp_path / "root.pem")
    forged = Signer()
    case.load(
        answered(tmp_path, forged.identity(AT, CALLER, CALLED), forged.certificate(tmp_path / "harrow.pem"), root), tmp_path / "asked.csv"
    )
    path = case.ask("trace", "20731")
    assert [hop["provider"] for hop in path["hops"]] == ["Fernwick Voice LLC", "Orchid Transit Corp"]
    assert [remark["code"] for remark in path["remarks"] if remark["code"].startswith("sign")] == []
    [claim] = [each for each in case.ask("evidence", "20731") if each["kind"] == "signed"]
    assert (claim["verified"], claim["provider"], claim["note"]) == ("unknown", None, BROKEN)
    (tmp_path / "harrow.pem").unlink()
    signer = Signer(under=ROOT)
    case.forget("answers.txt")
    case.load(answered(tmp_path, signer.identity(AT, CALLER, CALLED), signer.certificate(tmp_path / "harrow.pem"), root))
    [told] = [remark["text"] for remark in case.ask("trace", "20731")["remarks"] if remark["code"] == "signer-differs"]
    assert told == f"Harrow Voice LLC signed the call with attestation A ({ISSUED}); Orchid Transit Corp is named as its origin"


@pytest.mark.parametrize(
    ("signer", "changes", "code"),
    [
        (Signer(), {"attest": "C"}, None),  # who took the call into the network
        (Signer(name="Orchid Transit Corp"), {}, None),
        (Signer(ends=datetime(2024, 3, 1, tzinfo=UTC)), {}, "signature-differs"),
        (Signer(), {"orig": {"tn": "16095550118"}}, "signature-differs"),
    ],
    ids=["attestation C", "the origin itself", "expired", "other numbers"],
)
def test_what_else_a_signature_may_be(signer: Signer, changes: dict[str, Any], code: str | None, tmp_path: Path) -> None:
    case = Desk(tmp_path / "case")
    case.load(answered(tmp_path, signer.identity(AT, CALLER, CALLED, **changes), signer.certificate(tmp_path / "harrow.pem")))
    case.load(tmp_path / "asked.csv")
    path = case.ask("trace", "20731")
    assert [remark["code"] for remark in path["remarks"] if remark["code"].startswith("sign")] == ([code] if code else [])
    assert ("Harrow Voice LLC" in {hop["provider"] for hop in path["hops"]}) == (changes == {"attest": "C"})


def test_what_is_not_verified_names_nobody(tmp_path: Path) -> None:
    case = Desk(tmp_path / "case")
    case.load(answered(tmp_path, Signer().identity(AT, CALLER, CALLED), None))
    path = case.ask("trace", "20731")
    assert [hop["provider"] for hop in path["hops"]] == ["Fernwick Voice LLC", "Orchid Transit Corp"]
    [claim] = [each for each in case.ask("evidence", "20731") if each["kind"] == "signed"]
    assert (claim["provider"], claim["ocn"], claim["verified"], claim["attestation"]) == (None, None, "unknown", "A")
    assert "signature attestation A: not verified: no certificate is at hand" in " ".join(
        run("--case", case.folder, "trace", "20731").out.split()
    )


@pytest.mark.parametrize(
    ("signer", "words"),
    [(Signer(), "signed by Harrow Voice LLC (123A), attestation A: "), (Signer(code=None, numbers=[f"1{CALLER}"]), "signed by Harrow Voice LLC, attestation A: ")],
    ids=["a carrier's", "of numbers"],
)  # fmt: skip
def test_who_signed_is_told_with_the_record(signer: Signer, words: str, tmp_path: Path) -> None:
    file = signer.certificate(tmp_path / "harrow.pem")
    answered(tmp_path, signer.identity(AT, CALLER, CALLED), file)
    ran = run(
        "answer", tmp_path / "asked.csv", "--cdr", tmp_path / "acc.csv", "--trunks", tmp_path / "trunks.csv", "--zone", "UTC",
        "--provider", "Fernwick Voice LLC", "--certificates", file,
    )  # fmt: skip
    assert words + MADE in ran.out


def test_what_stands_in_its_place_and_is_none_is_said(tmp_path: Path) -> None:
    answered(tmp_path, "nothing of the kind", None)
    ran = run("answer", tmp_path / "asked.csv", "--cdr", tmp_path / "acc.csv", "--trunks", tmp_path / "trunks.csv", "--zone", "UTC", "--provider", "Fernwick Voice LLC")  # fmt: skip
    assert "its signature is not read: it holds no PASSporT" in ran.out


def test_a_provider_s_own_copy_tells_nothing_of_a_signature_that_names_nobody(tmp_path: Path) -> None:
    """Its marks may lead to a company that the copy withholds; in the case's own page they stand. A signer that is known is withheld."""
    case = Desk(tmp_path / "case")
    signer = Signer()
    case.load(answered(tmp_path, signer.identity(AT, CALLER, CALLED), None))
    mark = "0a1b2c3d-1111-4222-8333-0a1b2c3d4e5f"

    def page(*options: str) -> str:
        ran = case.run("trace", "20731", "--html", tmp_path / "page.html", "--force", *options)
        assert ran.code == 0, ran.err
        return (tmp_path / "page.html").read_text("utf-8")

    own = ("--redact", "provider", "--redact-for", "Orchid Transit Corp")
    assert "attestation A: not verified: no certificate is at hand" in page()
    assert "Orchid Transit Corp" in page(*own)
    for secret in ("attestation A", mark):
        assert secret not in page(*own)
    case.run("forget", "answers.txt")
    case.load(answered(tmp_path, signer.identity(AT, CALLER, CALLED), signer.certificate(tmp_path / "harrow.pem")))
    assert "Harrow Voice LLC" in page()
    assert "attestation A: the key of harrow.pem made it" in page()
    for secret in ("Harrow Voice", mark, "123A"):
        assert secret not in page(*own)
