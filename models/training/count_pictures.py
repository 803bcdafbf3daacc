"""Counts for which words people put a picture, for `core/text/pictured.py`: `python -m
models.training.count_pictures`.

Of the texts that fourteen writers disguised by hand (`guard/disguised_texts.csv`), each beside its
original: where as many words are missing as pictures and others stand in their place, each stands for one.
Words that are seldom written are left out, since no word beside them speaks for them.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from core.text.forms import model_form
from core.text.pairs import counts
from core.text.pictured import PICTURED, Put
from core.text.pictures import PICTURES, pictures
from models.training.data import own_training

_PIECE: Final = re.compile(rf"{PICTURES}+|\w+")
_PICTURE: Final = re.compile(f"{PICTURES}+")


def _put(original: str, disguised: str) -> Iterator[Put]:
    """The pictures of a disguised text by themselves, each with the word of the original in its place."""
    words, pieces = _PIECE.findall(original), _PIECE.findall(disguised)
    for _, a, b, c, d in SequenceMatcher(None, words, pieces, autojunk=False).get_opcodes():
        if b - a == d - c:
            for word, piece in zip(words[a:b], pieces[c:d], strict=True):
                if not _PICTURE.fullmatch(piece) or not (picture := pictures(piece)):
                    continue
                if (read := model_form(word)).isalpha() and read in counts():
                    yield picture, read


def main() -> None:
    """Write `core/text/pictured.tsv`."""
    texts = {one.id: one for one in own_training()}
    found: Counter[Put] = Counter()
    for one in texts.values():
        if one.form_of in texts:
            found.update(_put(texts[one.form_of].text, one.text))
    lines = (f"{picture}\t{word}\t{times}\n" for (picture, word), times in sorted(found.items()))
    PICTURED.write_text("".join(lines), encoding="utf-8")
    sys.stdout.write(f"{PICTURED}: {found.total()} pictures\n")


if __name__ == "__main__":
    main()
