"""Frames: what fits, what is refused before it costs memory, and that bytes stay as they were."""

from __future__ import annotations

import random

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import frames


def event(number: int, text: str = "") -> bytes:
    """A stored event."""
    return msgspec.json.encode(
        {"id": f"e{number}", "source": "/kx/a/b/c", "type": "t", "time": "now", "epoch": "e", "lane": "money",
         "seq": number, "data": {"text": text}}
    )  # fmt: skip


def wrap(text: bytes) -> bytes:
    """A payload of any text."""
    return frames.MAGIC + b"\0" + zstandard.ZstdCompressor(write_content_size=True).compress(text)


def test_events_come_out_with_the_very_bytes_that_went_in() -> None:
    bodies = [event(1, "牛奶"), b'{"a" : 1, "zz":[1,2, 3]}', event(3)]

    assert frames.unpack(frames.Packer().pack(bodies)) == bodies


def test_a_frame_takes_at_most_two_hundred_events() -> None:
    count, payload = frames.Packer().fill([event(n) for n in range(1, 501)])

    assert count == 200
    assert len(frames.unpack(payload)) == 200


def test_a_frame_stays_below_the_brokers_limit() -> None:
    rng = random.Random(1)
    bodies = [event(n, rng.randbytes(10_000).hex()) for n in range(1, 101)]

    count, payload = frames.Packer().fill(bodies)

    assert 1 <= count < 100
    assert len(payload) <= frames.MAX_PAYLOAD


def test_what_is_posted_always_fits_a_frame() -> None:
    rng = random.Random(2)
    for size in (1_000, 150_000, 230_000, 300_000, 3_000_000):
        for body in (event(1, rng.randbytes(size // 2).hex()), event(1, "a" * size)):
            if frames.fits(body):
                assert frames.Packer().fill([body])[0] == 1


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = wrap(b"[" + b" " * (50 * 1024 * 1024) + b"]")
    assert len(bomb) < 10_000

    with pytest.raises(frames.BadFrame, match="bomb"):
        frames.unpack(bomb)


def test_a_bomb_that_hides_its_size_is_refused() -> None:
    hidden = frames.MAGIC + b"\0" + zstandard.ZstdCompressor(write_content_size=False).compress(b"[]" * 100)

    with pytest.raises(frames.BadFrame, match="bomb"):
        frames.unpack(hidden)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "no_frame"),
        (b"KX1", "no_frame"),
        (b"KX2\0abc", "no_frame"),
        (b"KX1\x01abc", "unknown_flags"),
        (b"KX1\0not zstd", "damaged"),
        (frames.Packer().pack([event(1)])[:-3], "damaged"),
        (frames.Packer().pack([event(1)]) + b"more", "damaged"),
        (wrap(b'{"no": "array"}'), "no_json_array"),
        (wrap(b"[1,2"), "no_json_array"),
        (wrap(b"[" * 100_000), "no_json_array"),
        (wrap(b"[\xff\xfe]"), "no_json_array"),
        (wrap(b"[" + b",".join([b"1"] * 201) + b"]"), "too_many_events"),
        (b"KX1\0" + b"x" * frames.MAX_PAYLOAD, "oversize"),
    ],
)
def test_what_is_no_frame_is_named(payload: bytes, reason: str) -> None:
    with pytest.raises(frames.BadFrame) as caught:
        frames.unpack(payload)

    assert caught.value.reason == reason


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_a_bad_frame(data: bytes) -> None:
    for payload in (data, frames.MAGIC + b"\0" + data, wrap(data), wrap(b"[" + data + b"]")):
        try:
            bodies = frames.unpack(payload)
        except frames.BadFrame:
            continue
        for body in bodies:
            frames.head(body)
            try:
                frames.read(body)
            except frames.BadFrame:
                continue


@pytest.mark.parametrize(
    "text",
    [b"1", b"null", b'{"epoch":"e","lane":"money","seq":0}', b'{"epoch":"e","lane":"money","seq":1e400}',
     b'{"epoch":"e","lane":"money","seq":99999999999999999999999}', b'{"epoch":"","lane":"money","seq":1}',
     b'{"epoch":"e","lane":"money","seq":1,"after":7}', b'{"epoch":"e","lane":"money","seq":NaN}'],
)  # fmt: skip
def test_a_place_that_cannot_be_is_no_place(text: bytes) -> None:
    assert frames.head(text) is None


def test_the_place_of_an_event_is_readable_where_the_rest_is_not() -> None:
    found = frames.head(b'{"id":7,"epoch":"e","lane":"money","seq":3,"data":1}')
    assert found is None, "an id that is no text makes even the head unreadable"

    found = frames.head(b'{"id":"x","epoch":"e","lane":"money","seq":3,"time":17}')
    assert found is not None
    assert (found.epoch, found.seq) == ("e", 3)
