"""One-time passwords: which codes are good when, and what an authenticator is told."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import time_machine
from advanced_alchemy import types

from assay.checking import proves
from suites.library.secrets.test_totp_secret import SECRET, code_of
from suites.raising import raises

START = 1_700_000_010
"""The beginning of a time step of 30 seconds."""


@proves("secrets.totp-encrypted")
def test_key_is_mandatory() -> None:
    """Without a key there is no such type."""
    with raises(TypeError):
        types.TOTPSecret()  # type: ignore[call-arg]


@proves("secrets.totp-verify-drift")
@pytest.mark.parametrize("offset", [0.0, 29.999], ids=["start", "end"])
@pytest.mark.parametrize(
    ("window", "good"), [(None, [-1, 0, 1]), (0, [0]), (1, [-1, 0, 1]), (2, [-2, -1, 0, 1, 2])], ids=str
)
def test_neighbouring_steps(offset: float, window: int | None, good: list[int]) -> None:
    """At both ends of a step its own code and those of the steps within the window are good, and no others."""
    provider = types.TOTPProvider(SECRET)
    codes = {step: code_of(SECRET, START + 30 * step) for step in range(-4, 5)}
    assert len(set(codes.values())) == len(codes)
    with time_machine.travel(START + offset, tick=False):
        assert provider.now() == codes[0]
        given = {} if window is None else {"valid_window": window}
        found = [step for step, code in codes.items() if provider.verify(code, **given)]
    assert found == good


@proves("secrets.totp-verify-drift")
@pytest.mark.parametrize("change", ["other", "short", "long", "empty", "letters"])
def test_wrong_codes(change: str) -> None:
    """What is no code of the secret is refused, without an exception."""
    right = code_of(SECRET, START)
    wrong = {
        "other": f"{(int(right) + 1) % 10**6:06}",
        "short": right[:-1],
        "long": f"{right}0",
        "empty": "",
        "letters": "abcdef",
    }[change]
    with time_machine.travel(START, tick=False):
        assert types.TOTPProvider(SECRET).verify(wrong) is False
        assert types.TOTPProvider(SECRET).verify(right) is True


@proves("secrets.totp-verify-drift")
def test_leading_zeros() -> None:
    """A code that begins with zeros has them, and is refused without them."""
    at = next(START + 30 * step for step in range(10_000) if code_of(SECRET, START + 30 * step).startswith("00"))
    with time_machine.travel(at, tick=False):
        code = types.TOTPProvider(SECRET).now()
        assert code == code_of(SECRET, at)
        assert [types.TOTPProvider(SECRET).verify(text) for text in (code, code.lstrip("0"))] == [True, False]


@proves("secrets.totp-provisioning-uri")
@pytest.mark.parametrize("issuer", ["ACME", "Ac me & Söhne"])
@pytest.mark.parametrize("name", ["alice@example.com", "ä b?c&d"])
def test_uri(name: str, issuer: str) -> None:
    """It has the name, the issuer and the secret, also those with characters that a URI has to escape."""
    uri = types.TOTPProvider(SECRET, issuer=issuer).provisioning_uri(name=name)
    found = urlsplit(uri)
    assert (found.scheme, found.netloc) == ("otpauth", "totp")
    assert unquote(found.path) == f"/{issuer}:{name}"
    query = parse_qs(found.query)
    assert (query["secret"], query["issuer"]) == ([SECRET], [issuer])


@proves("secrets.totp-provisioning-uri")
def test_uri_with_another_issuer_and_other_parameters() -> None:
    """An issuer of the call comes before that of the provider; digits and interval are said where they differ."""
    uri = types.TOTPProvider(SECRET, digits=8, interval=60, issuer="ACME").provisioning_uri("alice", "Other")
    found = urlsplit(uri)
    query = parse_qs(found.query)
    assert unquote(found.path) == "/Other:alice"
    assert (query["issuer"], query["digits"], query["period"]) == (["Other"], ["8"], ["60"])


@proves("secrets.totp-provisioning-uri")
@pytest.mark.parametrize("length", [None, 32, 64])
def test_new_secrets(length: int | None) -> None:
    """They are base32 of the length that was asked for, each another, and a provider makes codes of them."""
    made = {types.generate_totp_secret() if length is None else types.generate_totp_secret(length) for _ in range(50)}
    assert len(made) == 50
    assert {len(secret) for secret in made} == {length or 32}
    for secret in made:
        base64.b32decode(secret)
        with time_machine.travel(START, tick=False):
            assert types.TOTPProvider(secret).now() == code_of(secret, START)
