"""Votes of the passes for each code, as log-odds learnt on photographs; a code is accepted on enough of them.

Check digits do not catch misreads: all of the wrong reads of real photographs that this was built on had a
right one. What catches them is agreement of different engines and passes, libzbar's own quality, and the catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from msgspec import Struct, field

from hardware.decoding.reads import ERROR_CORRECTED, Family, Finding, Read
from hardware.scanner import Symbology

ACCEPT = 5.0
"""Log-odds. About 150 to 1; at 4 two photographs in 440 were read wrongly, at 5 none, at 6 fewer were read."""

ACCEPT_IN_CATALOGUE = 3.0
"""A misread hits a number that this very shop sells about once in a thousand times, which is worth the difference."""

ACCEPT_LINEAR = 3.0
"""For Code 128, Code 39 and 2-of-5 when they are no product: the pattern that the shop asks for guards them too."""

SHORT_CODE = 1.25
"""EAN-8 and UPC-E need so much more: they are found inside longer codes."""

LEAD = 1.5
"""Log-odds that the winner must be ahead of a rival in the same place."""

SAME_FAMILY = 0.35
"""What a further read of the same family is worth: it shares the engine's mistakes."""

FADE = 0.8
"""Votes of earlier frames count so much less with each new frame."""

FRAMES = 6
"""Frames after which a vote is forgotten."""

UNKNOWN_WEIGHT = 0.5
"""For a pass that the weights do not name, such as one added since they were learnt."""

HIGH_QUALITY: Mapping[Family, int] = {"zbar": 20, "fit": 40}
MEDIUM_QUALITY: Mapping[Family, int] = {"zbar": 8, "fit": 20}


def bucket(read: Read) -> str:
    """The class of a read within its pass; the quality that an engine tells separates good ones from bad."""
    kind = "retail" if read.symbology in ("EAN13", "EAN8", "UPCA", "UPCE") else "linear"
    if read.symbology in ("EAN8", "UPCE"):
        kind = "short"
    if read.family not in HIGH_QUALITY:
        return kind
    if read.quality > HIGH_QUALITY[read.family]:
        return f"{kind}-high"
    return f"{kind}-medium" if read.quality > MEDIUM_QUALITY[read.family] else f"{kind}-low"


Weights = Mapping[str, Mapping[str, float]]
"""Pass name -> bucket -> log-odds."""


@cache
def learnt_weights() -> Weights:
    """The weights of ``weights.json``, which ``python -m scripts.learn_scan_weights`` writes."""
    text = resources.files("hardware.decoding").joinpath("weights.json").read_text("utf-8")
    table: dict[str, dict[str, float]] = json.loads(text)["weights"]
    return table


def weight(read: Read, weights: Weights) -> float:
    """Log-odds that this read is right, never below 0."""
    return max(0.0, weights.get(read.by, {}).get(bucket(read), UNKNOWN_WEIGHT))


class Candidate(Struct):
    """One code with the votes for it."""

    read: Read
    """Its best read, with the text and the place."""

    families: dict[Family, list[float]] = field(default_factory=dict)
    """The weights of its reads, by family."""

    passes: set[str] = field(default_factory=set)
    carried: float = 0.0
    """Score that it brought from earlier frames."""

    carried_families: frozenset[Family] = frozenset()

    best: float = 0.0

    @property
    def score(self) -> float:
        """Log-odds of all votes together."""
        total = self.carried
        for family, votes in self.families.items():
            strongest = max(votes)
            rest = (sum(votes) - strongest) * SAME_FAMILY
            # The family has spoken in an earlier frame already, so this is a further read of it.
            total += (strongest * SAME_FAMILY if family in self.carried_families else strongest) + rest
        return total

    @property
    def engines(self) -> tuple[Family, ...]:
        """The families that read it, sorted."""
        return tuple(sorted(set(self.families) | self.carried_families))

    @property
    def finding(self) -> Finding:
        """What leaves the decoder."""
        return Finding(self.read, round(self.score, 2), self.engines)

    @property
    def error_corrected(self) -> bool:
        """True for QR and DataMatrix, which are right when they can be read at all."""
        return self.read.symbology in ERROR_CORRECTED


class Ballot:
    """The votes of one frame, with what earlier frames left."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.candidates: dict[str, Candidate] = {}

    def carry(self, earlier: Finding) -> None:
        """Begin with a code that earlier frames voted for, whose score has faded already."""
        self.candidates[earlier.read.key] = Candidate(
            earlier.read, carried=earlier.score, carried_families=frozenset(earlier.engines)
        )

    def add(self, reads: Iterable[Read]) -> None:
        """Count the reads of one pass; the same code twice in a pass is one vote."""
        for read in reads:
            candidate = self.candidates.get(read.key)
            if candidate is None:
                candidate = self.candidates[read.key] = Candidate(read)
            if read.by in candidate.passes:
                continue
            vote = weight(read, self._weights)
            candidate.passes.add(read.by)
            candidate.families.setdefault(read.family, []).append(vote)
            if vote > candidate.best:
                candidate.best, candidate.read = vote, read

    def accepted(self, in_catalogue: Mapping[str, bool] | None = None) -> list[Candidate]:
        """The codes of this frame with votes enough and no rival near.

        ``in_catalogue`` says of GTINs whether the store knows them: those need less.
        """
        known = in_catalogue or {}
        return [
            candidate
            for candidate in self.candidates.values()
            if self._enough(candidate, known.get(candidate.read.gtin or "", False))
        ]

    def _enough(self, candidate: Candidate, known: bool) -> bool:
        if not candidate.passes:
            return False
        if candidate.error_corrected:
            return True
        if candidate.engines == ("cv2",):
            # It invents EAN codes out of Code 128 and of textures.
            return False
        score = candidate.score
        if score < threshold(candidate.read.symbology, candidate.read.gtin is not None, known):
            return False
        return all(score - rival.score >= LEAD for rival in self._rivals(candidate))

    def _rivals(self, candidate: Candidate) -> Iterable[Candidate]:
        for other in self.candidates.values():
            if other is not candidate and not other.error_corrected and near(candidate.read, other.read):
                yield other


def threshold(symbology: Symbology, is_product: bool, known: bool) -> float:
    """Log-odds that a code of this kind needs."""
    if not is_product:
        return ACCEPT_LINEAR
    base = ACCEPT_IN_CATALOGUE if known else ACCEPT
    return base * SHORT_CODE if symbology in ("EAN8", "UPCE") else base


def near(one: Read, other: Read) -> bool:
    """True when two reads may be of one place, so that at most one of them is right."""
    a, b = one.centre, other.centre
    if a is None or b is None:
        return True
    reach = max(_extent(one), _extent(other), 40.0)
    return abs(a[0] - b[0]) <= reach * 0.5 and abs(a[1] - b[1]) <= reach * 0.5


def _extent(read: Read) -> float:
    xs, ys = [c[0] for c in read.corners], [c[1] for c in read.corners]
    return max(max(xs) - min(xs), max(ys) - min(ys))
