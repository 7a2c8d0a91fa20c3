"""Lines of Chinese end where a reader expects it."""

from __future__ import annotations

from kiosk.ui.line_breaks import broken


def _wide(part: str) -> float:
    """Chinese is twice as wide as Latin."""
    return sum(1 if character.isascii() else 2 for character in part)


def test_a_run_of_chinese_after_a_space_goes_on_in_the_same_line() -> None:
    assert broken("2% 双分子玻尿酸适合敏感肌", 16, _wide) == "2% 双分子玻尿酸\n适合敏感肌"


def test_a_latin_word_is_never_cut() -> None:
    assert broken("清透防晒乳 SPF50+ 一整天", 14, _wide) == "清透防晒乳\nSPF50+ 一整天"


def test_a_line_begins_with_no_comma_and_ends_with_no_opening_mark() -> None:
    assert broken("扫一扫看价格，很快", 12, _wide) == "扫一扫看价\n格，很快"
    assert broken("请看说明（第二页）", 8, _wide) == "请看说明\n（第二\n页）"


def test_no_character_is_left_alone_on_the_last_line() -> None:
    assert broken("商品条码和小票都可以", 18, _wide) == "商品条码和小票\n都可以"


def test_a_line_ends_with_a_phrase_where_that_takes_no_more_lines() -> None:
    assert broken("微信支付：把付款码对准扫描口", 22, _wide) == "微信支付：\n把付款码对准扫描口"
    assert broken("好，把付款码对准扫描口吧", 20, _wide) == "好，把付款码对准扫\n描口吧"


def test_what_fits_stays_as_it_is() -> None:
    assert broken("一行\n两行", 20, _wide) == "一行\n两行"


def test_a_last_word_is_not_left_alone_and_what_belongs_together_stays_so() -> None:
    assert broken("To keep it private all is cleared when time is up.", 48, _wide).split("\n")[-1] != "up."
    assert broken("the price of 4.50 / 100\u00a0ml", 22, _wide) == "the price of 4.50 /\n100\u00a0ml"
