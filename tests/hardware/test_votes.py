"""How reads become accepted codes: votes, rivals, fading over frames, and what the catalogue knows."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hardware.decoding.reads import Family, Finding, Read
from hardware.decoding.tally import Tally
from hardware.decoding.views import UNSURE_S, Views
from hardware.decoding.votes import ACCEPT, FRAMES, SAME_FAMILY, Ballot, learnt_weights
from hardware.scanner import OUT_OF_VIEW_S

SQUARE = ((100.0, 100.0), (300.0, 100.0), (300.0, 200.0), (100.0, 200.0))
ELSEWHERE = tuple((x + 700, y + 300) for x, y in SQUARE)

WEIGHTS = {
    "zx_fast": {"retail": 4.0, "short": 4.0, "linear": 4.0},
    "zx_thorough": {"retail": 2.0},
    "zb4": {"retail-high": 3.0, "retail-low": 0.1},
    "cv": {"retail": 9.0},
}


def a_read(by: str = "zx_fast", gtin: str = "06901234567892", **changes: object) -> Read:
    """Make a read of an EAN-13."""
    family = {"zx": "zxing", "zb": "zbar", "cv": "cv2"}[by[:2]]
    read = Read(by, family, "EAN13", gtin[1:], gtin[1:].encode(), gtin, 40, SQUARE)  # type: ignore[arg-type]  # from the table above
    return replace(read, **changes)


def ballot(*reads: Read) -> Ballot:
    """Count reads, each as a pass of its own."""
    made = Ballot(WEIGHTS)
    for read in reads:
        made.add([read])
    return made


def test_one_vote_is_too_little_and_a_second_engine_makes_it_enough() -> None:
    assert not ballot(a_read("zx_fast")).accepted()
    assert ballot(a_read("zx_fast"), a_read("zb4")).accepted()


def test_a_further_read_of_the_same_engine_counts_for_less() -> None:
    one = ballot(a_read("zx_fast"), a_read("zx_thorough")).candidates["gtin:06901234567892"]

    assert one.score == pytest.approx(4.0 + 2.0 * SAME_FAMILY)


def test_the_same_pass_votes_once_a_frame_for_a_code() -> None:
    made = Ballot(WEIGHTS)
    made.add([a_read(), a_read()])

    assert made.candidates["gtin:06901234567892"].score == 4.0


def test_a_read_of_few_agreeing_lines_is_worth_nearly_nothing() -> None:
    assert not ballot(a_read("zx_fast"), a_read("zb4", quality=4)).accepted()


def test_a_gtin_that_this_store_sells_needs_less() -> None:
    made = ballot(a_read("zx_fast"))

    assert made.accepted({"06901234567892": True})
    assert not made.accepted({"06901234567892": False})


def test_the_voter_that_invents_codes_is_never_believed_alone() -> None:
    assert not ballot(a_read("cv")).accepted({"06901234567892": True})


def test_two_codes_in_one_place_are_rivals_and_neither_is_accepted() -> None:
    made = ballot(a_read("zx_fast"), a_read("zb4"), *(a_read(by, gtin="09520000000011") for by in ("zx_fast", "zb4")))

    assert made.accepted() == []


def test_two_codes_in_two_places_are_both_accepted() -> None:
    other = [a_read(by, gtin="09520000000011", corners=ELSEWHERE) for by in ("zx_fast", "zb4")]

    assert len(ballot(a_read("zx_fast"), a_read("zb4"), *other).accepted()) == 2


def test_a_short_code_needs_more_than_a_long_one() -> None:
    short = a_read("zx_fast", gtin="00000096385074", symbology="EAN8")
    other = replace(short, by="zb4", family="zbar")
    weights = {"zx_fast": {"short": 4.0}, "zb4": {"short-high": 1.5}}
    made = Ballot(weights)
    made.add([short])
    made.add([other])

    assert ACCEPT < made.candidates[short.key].score < ACCEPT * 1.25
    assert made.accepted() == []


def test_an_error_corrected_code_is_accepted_at_once() -> None:
    assert ballot(replace(a_read(), symbology="QR", gtin=None)).accepted()


def test_votes_of_earlier_frames_help_and_fade_and_are_forgotten() -> None:
    # given: a frame with one vote
    tally = Tally()
    tally.add([candidate.finding for candidate in ballot(a_read("zx_fast")).candidates.values()])

    # when: the other engine reads it on the next frame
    made = Ballot(WEIGHTS)
    for carried in tally.carried():
        made.carry(carried)
    assert made.accepted() == []
    made.add([a_read("zb4")])

    # then
    assert [candidate.engines for candidate in made.accepted()] == [("zbar", "zxing")]
    assert made.accepted()[0].score == pytest.approx(4.0 * 0.8 + 3.0)
    for _ in range(FRAMES):
        tally.add([])
    assert tally.carried() == ()


def test_every_pass_of_the_ladder_has_a_learnt_weight_for_retail_codes() -> None:
    weights = learnt_weights()

    assert weights["zx_fast"]["retail"] > 3
    assert weights["zb4"]["retail-high"] > weights["zb4"]["retail-low"]


def finding(*engines: Family, gtin: str = "06901234567892") -> Finding:
    """Make a code that engines agree on."""
    return Finding(a_read(gtin=gtin), 8.0, engines)


def test_a_code_in_view_is_news_once_until_it_was_away_for_a_while() -> None:
    views = Views(lambda _: True)
    seen = [finding("zxing")]

    news = [views.frame(seen, seen, now) for now in (0.0, 0.1, 5.0 - 4.2, 1.2)]
    assert [len(item) for item in news] == [1, 0, 0, 0]

    # missed on some frames, then away
    assert views.frame(seen, seen, 1.2 + OUT_OF_VIEW_S * 0.9) == []
    assert views.frame([], [], 1.2 + OUT_OF_VIEW_S * 2.5) == []
    assert len(views.frame(seen, seen, 1.2 + OUT_OF_VIEW_S * 2.6)) == 1


def test_an_unknown_gtin_of_one_engine_is_unconfirmed_and_only_after_a_second_look() -> None:
    views = Views(lambda _: False)
    alone = [finding("zxing")]

    assert views.frame(alone, alone, 0.0) == []
    (late,) = views.frame(alone, alone, UNSURE_S)

    assert not late.confirmed
    assert late.in_catalogue is False


def test_a_second_engine_confirms_what_was_unconfirmed_in_the_same_view() -> None:
    views = Views(lambda _: False)
    alone, both = [finding("zxing")], [finding("zbar", "zxing")]
    views.frame(alone, alone, 0.0)
    views.frame(alone, alone, 0.99)

    (news,) = views.frame(both, both, 1.1)

    assert news.confirmed
    assert views.frame(both, both, 1.2) == []


def test_a_lone_misread_beside_a_code_that_was_read_rightly_is_kept_to_ourselves() -> None:
    views = Views(lambda gtin: gtin == "06901234567892")
    right, wrong = finding("zxing"), finding("zbar", gtin="09520000000011")

    views.frame([right], [right], 0.0)
    views.frame([right, wrong], [right, wrong], 0.2)

    assert views.frame([right, wrong], [right, wrong], 1.4) == []


def test_the_catalogue_is_asked_once_while_a_code_is_in_view() -> None:
    asked: list[str] = []

    def known(gtin: str) -> bool:
        asked.append(gtin)
        return True

    views = Views(known)
    seen = [finding("zxing")]

    for now in (0.0, 0.1, 0.2):
        views.frame(seen, seen, now)

    assert asked == ["06901234567892"]
