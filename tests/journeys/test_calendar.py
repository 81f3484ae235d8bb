"""A therapist's calendar and a customer's event, over HTTP and through the chat, in a program that runs."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.journeys.house import LATER, Hire, bytes_of, hire
from tests.world import Phone, Program


def fetch(url: str, **headers: str) -> tuple[int, bytes, str]:
    """Status, body and ETag."""
    asked = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.read(), answer.headers["ETag"]
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read(), refused.headers.get("ETag", "")


def address(therapist: Phone, label: str, after: int) -> str:
    therapist.click(label, after=after)
    shown = therapist.see("/calendar/", after=after)["text"]
    found = re.search(r"http://\S+/calendar/[\w-]{22}\.ics", shown)
    assert found is not None, shown
    return found[0]


@pytest.mark.slow
def test_from_the_chat_into_a_calendar_and_out_again(program: Program, tmp_path: Path) -> None:
    studio = hire(program, tmp_path, Hire("Nadia"))
    nadia, lena = studio.therapists[0], studio.customer("Lena")
    asked = nadia.send("/calendar")
    url = address(nadia, "Get my address", asked)
    assert url.startswith(f"{program.web}/")
    status, empty, etag = fetch(url)
    assert (status, empty.count(b"BEGIN:VEVENT")) == (200, 0)
    assert fetch(url, **{"If-None-Match": etag})[:2] == (304, b"")

    reference = studio.pair(lena, nadia, when=LATER)
    status, body, changed = fetch(url, **{"If-None-Match": etag})
    assert (status, changed != etag) == (200, True)
    plain = body.replace(b"\r\n ", b"").decode()
    assert f"SUMMARY:{studio.service}" in plain
    assert reference in plain
    assert "Lena" not in plain

    before = lena.chat()[-1]["message_id"]
    lena.click("Add to calendar")
    sent = lena.see(f"{reference} for your calendar", after=before)
    own = bytes_of(program.world, sent).replace(b"\r\n ", b"").decode()
    assert f"SUMMARY:{studio.service} with Nadia" in own
    assert set(re.findall("UID:.*", own)).isdisjoint(re.findall("UID:.*", plain))

    listed = program.run("calendar", "list")
    assert "Nadia" in listed.stdout
    code = listed.stdout.split()[0]
    assert program.run("calendar", "revoke", code).returncode == 0
    assert fetch(url)[0] == 404
    nadia.see("The studio has switched off", after=asked)
    secret = url.rsplit("/", 1)[1].removesuffix(".ics").encode()
    assert secret not in listed.stdout.encode()
    kept = [one for one in program.folder.rglob("*") if one.is_file() and "world" not in one.parts]
    assert kept
    assert not [one for one in kept if secret in one.read_bytes()]
