"""What a camera wrote beside the picture goes; the picture, its colours and its way up stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.pictures import NotAPicture, is_picture, strippable, stripped
from domain.pictures.exif import orientation
from tests.firewall import cameras
from tests.firewall.cameras import PIXELS, SECRET
from tests.pictures import picture

MADE = [cameras.jpeg, cameras.png, cameras.webp]


@pytest.mark.parametrize("make", MADE)
def test_nothing_that_was_written_beside_it_is_left(make: Callable[[], bytes]) -> None:
    before, after = make(), stripped(make())
    assert SECRET in before
    assert SECRET[:6] not in after
    assert stripped(after) == after


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("way_up", range(1, 9))
def test_a_photograph_stays_the_way_up_it_was(order: str, way_up: int) -> None:
    after = stripped(cameras.jpeg(order, way_up))
    at = after.find(b"Exif\0\0")
    assert (orientation(after[at + 6 :]) if at >= 0 else 1) == way_up
    assert after.count(b"Exif\0\0") == (way_up > 1)


def test_nothing_is_left_of_what_stands_in_an_odd_order() -> None:
    whole = cameras.jpeg()
    first, tail = whole.index(b"\xff\xe1"), whole[2:]
    odd = whole[:2] + cameras.jpeg("<", 3)[first : first + 4 + 6 + 38 + len(SECRET)] + b"\xff\xff" + tail
    after = stripped(odd)
    assert SECRET[:6] not in after
    assert orientation(after[after.find(b"Exif\0\0") + 6 :]) == 3


def test_nothing_is_left_inside_a_moving_pictures_frame() -> None:
    after = stripped(cameras.moving_webp())
    assert SECRET[:6] not in after
    assert after.count(b"pixels") == 2
    assert len(after) == int.from_bytes(after[4:8], "little") + 8
    assert stripped(after) == after


def test_what_the_picture_looks_like_stays() -> None:
    after = stripped(cameras.jpeg())
    assert after.startswith(b"\xff\xd8\xff\xe0")
    assert after.endswith(PIXELS + b"\xff\xd9")
    assert after.count(PIXELS) == 2
    assert b"ICC_PROFILE" in after
    assert b"Adobe" in after
    assert b"MPF" not in after
    after = stripped(cameras.png())
    assert [name in after for name in (b"IHDR", b"gAMA", b"IDAT", b"IEND")] == [True] * 4
    after = stripped(cameras.webp())
    assert (after[20] & 0x0C, b"colours" in after, b"pixels" in after) == (0, True, True)
    assert len(after) == int.from_bytes(after[4:8], "little") + 8


def test_a_picture_with_nothing_beside_it_is_not_touched() -> None:
    assert stripped(picture(1)) == picture(1)


@pytest.mark.parametrize("make", MADE)
def test_what_is_cut_short_is_refused_and_never_passed_on_in_part(make: Callable[[], bytes]) -> None:
    whole = stripped(make())
    for length in range(len(whole)):
        with pytest.raises(NotAPicture):
            stripped(whole[:length])


@given(
    some.binary(max_size=200),
    some.sampled_from([b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBP", b""]),
)
def test_any_bytes_are_stripped_or_refused(rest: bytes, start: bytes) -> None:
    try:
        after = stripped(start + rest)
    except NotAPicture:
        return
    assert stripped(after) == after


KINDS = [
    ("a.jpg", "image/jpeg", True, True),
    ("a.JPEG", "", True, True),
    ("a", "image/png", True, True),
    ("a.webp", "application/octet-stream", True, True),
    ("IMG_1.HEIC", "image/heic", True, False),
    ("a.jpg", "image/heic", True, False),
    ("a.tiff", "", True, False),
    ("a.gif", "image/gif", True, False),
    ("plan.pdf", "application/pdf", False, False),
    ("", "", False, False),
]


@pytest.mark.parametrize(("name", "mime", "is_one", "can_be"), KINDS)
def test_which_files_are_pictures(name: str, mime: str, is_one: bool, can_be: bool) -> None:
    assert (is_picture(name, mime), strippable(name, mime)) == (is_one, can_be)
