"""Scenes of searching and browsing: ways to type, words to pick, filters, and what stands there instead of nothing."""

from __future__ import annotations

from datetime import timedelta

from kiosk.catalogue.searcher import Searcher
from kiosk.search.model import Filters
from kiosk.ui.input_method.entry import Entry
from scripts.screenshots.scene import Scene, Stage


def _find(stage: Stage, **args: object) -> None:
    """Go there, and wait for the answer and its cards."""
    stage.go("search.find", **args)
    screen = stage.navigator.screen
    stage.until(lambda: screen.found is not None and screen.found.question == screen.question)
    stage.settle()


def initials(stage: Stage) -> None:
    """Initials of pinyin, and the words that they may mean."""
    _find(stage, entry=Entry("", "jh"))


def start(stage: Stage) -> None:
    """Nothing typed yet: what sells best."""
    _find(stage)


def whole(stage: Stage) -> None:
    """Whole pinyin after a word that is settled."""
    _find(stage, entry=Entry("保湿", "jinghua"))


def words(stage: Stage) -> None:
    """All words lie over the keys."""
    _find(stage, entry=Entry("", "jing"))
    stage.navigator.screen._more()  # noqa: SLF001 - as a finger would
    stage.settle()


def zhuyin(stage: Stage) -> None:
    """Bopomofo with a tone."""
    from kiosk.ui.tr import tr  # after the window is set up

    tr.switch("zh_TW")
    _find(stage, entry=Entry("", "ㄅㄠˇㄕ", "zhuyin"))


def digits(stage: Stage) -> None:
    """Numbers on the pack."""
    _find(stage, entry=Entry("1000", layout="digits"))


def latin(stage: Stage) -> None:
    """A word of Latin letters that goes on."""
    _find(stage, entry=Entry("SER", layout="latin"))


def closed(stage: Stage) -> None:
    """The keys are away, and the cards have the room."""
    _find(stage, entry=Entry("精华", ""))
    stage.navigator.screen._close_pad()  # noqa: SLF001 - as a finger would
    stage.settle()


def filters(stage: Stage) -> None:
    """The sheet of properties, two of them chosen."""
    chosen = Filters(here=True, brands=frozenset({"AURELLE 澳芮"}))
    _find(stage, entry=Entry("精华", ""), filters=chosen)
    screen = stage.navigator.screen
    screen.open_filters()
    stage.until(lambda: screen.found.counted is not None)
    stage.settle()


def near(stage: Stage) -> None:
    """A slip of the finger: the nearest that fits."""
    _find(stage, entry=Entry("", "niuani"))


def none(stage: Stage) -> None:
    """Nothing fits at all."""
    _find(stage, entry=Entry("§§"))


def none_here(stage: Stage) -> None:
    """Nothing has all the properties."""
    _find(stage, entry=Entry("精华"), filters=Filters(here=True, category="drinks.tea"))


def offline(stage: Stage) -> None:
    """With every cable pulled."""
    stage.world.link.state = "broker_away"
    stage.world.link.last_contact = stage.world.clock() - timedelta(minutes=30)
    _find(stage, entry=Entry("", "nn"))


def shelf(stage: Stage, category: str = "skincare") -> None:
    """A shelf, and those that lie in it."""
    stage.go("browse.shelf", category=category)
    screen = stage.navigator.screen
    stage.until(lambda: screen.found is not None and screen.found.question == screen.question)
    stage.settle()


def shelf_all(stage: Stage) -> None:
    """The whole shop."""
    shelf(stage, "")


def shelf_waiting(stage: Stage) -> None:
    """Cards that are still on their way are grey shapes."""
    shelf(stage, "skincare.serum")
    stage.world.store.part(Searcher).close()  # as if the disk were slow: nothing comes
    grid = stage.navigator.screen.results.grid
    grid.show(grid.count, {})


SCENES = [
    Scene("search", initials, key=True),
    Scene("search_start", start),
    Scene("search_whole", whole),
    Scene("search_words", words),
    Scene("search_zhuyin", zhuyin, key=True),
    Scene("search_digits", digits),
    Scene("search_latin", latin),
    Scene("search_closed", closed),
    Scene("search_filters", filters, key=True),
    Scene("search_near", near),
    Scene("search_none", none),
    Scene("search_none_here", none_here),
    Scene("search_offline", offline),
    Scene("shelf", shelf, key=True),
    Scene("shelf_all", shelf_all),
    Scene("shelf_waiting", shelf_waiting),
    Scene("low_search", initials, low=True),
    Scene("low_shelf", shelf, low=True),
]
