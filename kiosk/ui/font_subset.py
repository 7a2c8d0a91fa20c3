"""Takes one face with some of its characters out of a font file, by HarfBuzz."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import uharfbuzz as hb


def characters(font: Path) -> frozenset[int]:
    """Give the code points that a font file can draw."""
    face = hb.Face(hb.Blob.from_file_path(str(font)))
    return frozenset(face.unicodes)


def cut(
    collection: Path, face_name: str, wanted: set[int], dropped_tables: Iterable[str], features: Iterable[str]
) -> bytes | None:
    """Take one face with the wanted characters out of a font collection; None if it has no face of this name."""
    face = _face(collection, face_name)
    if face is None:
        return None
    ask = hb.SubsetInput()
    ask.sets(hb.SubsetInputSets.UNICODE).update(wanted & set(face.unicodes))
    ask.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(_tag(table) for table in dropped_tables)
    kept = ask.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG)
    kept.clear()
    kept.update(_tag(feature) for feature in features)
    # Hinting is for screens of 96 dots an inch and one colour; it costs a megabyte a file.
    ask.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    return bytes(hb.subset(face, ask).blob.data)


def _face(collection: Path, name: str) -> hb.Face | None:
    """Open the face of this name. The order of faces is not promised, so it is not relied on."""
    blob = hb.Blob.from_file_path(str(collection))
    for index in range(hb.Face(blob, 0).count):
        face = hb.Face(blob, index)
        if face.get_name(hb.OTNameIdPredefined.FULL_NAME) == name:
            return face
    return None


def _tag(name: str) -> int:
    """Give an OpenType tag of four letters as the number that HarfBuzz counts with."""
    return int.from_bytes(name.encode("ascii"), "big")
