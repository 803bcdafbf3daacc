"""Builds `slang.tsv` and `words.txt` from MIT-licensed collections and our own texts.

Run: python -m core.text.build_slang ../shared/data

Sources: IndoCollex (2021), louisowen6/NLP_bahasa_resources (2022), STIF-Indonesia (2020), all MIT (see
NOTICE), and our own texts in `guard/`. Only word pairs and single words are taken, no sentence.

A pair passes when the short form is visibly the same word: letters left out, a sound written differently, a
nasal prefix or an ending swallowed. Pairs that translate (hoax -> isu bohong), soften (kampret -> sialan),
spell out names (hti) or are words of their own (malah) fail that rule or stand in `slang_drop.txt`;
`slang_ours.tsv` holds what the rule cannot see.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from core.text.slips import is_within

HERE = Path(__file__).resolve().parent
WORD = re.compile(r"[a-z]+")

# Pairs that no rule on letters can find. Pronouns and negations matter most: they decide who does what.
OURS = dict(line.split("\t") for line in (HERE / "slang_ours.tsv").read_text(encoding="utf-8").splitlines())
# Words that mean something of their own; names of groups, places, offices; pairs that change a meaning.
DROP = frozenset((HERE / "slang_drop.txt").read_text(encoding="utf-8").split())
VOWELS = set("aeiou")


def _pairs(data: Path) -> dict[str, Counter[str]]:
    """Every (informal, formal) pair of the three collections with how often it is listed."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    slang = data / "slang"
    dictionary = slang / "slang_indocollex2021" / "dict" / "inforformal-formal-Indonesian-dictionary.tsv"
    rows = [line.split("\t") for line in dictionary.read_text(encoding="utf-8").splitlines()[1:]]
    with (slang / "slang_indocollex2021" / "data" / "full.csv").open(encoding="utf-8", newline="") as file:
        rows += [[row["transformed"], row["original-for"]] for row in csv.DictReader(file)]
    combined = slang / "slang_louisowen6" / "combined_slang_words.txt"
    rows += [[k, v] for k, v in json.loads(combined.read_text(encoding="utf-8")).items()]
    for informal, formal in rows:
        found[informal.strip().lower()][formal.strip().lower().strip('"').replace("-", " ")] += 1
    return found


def _distance_at_most_two(a: str, b: str) -> bool:
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1] <= 2


def _nasal(informal: str, formal: str) -> bool:
    """Whether it is the same verb with a nasal prefix: ngaku -> mengaku, nyari -> mencari; -in may stand for
    -kan or -i."""
    stem = re.sub(r"in$", "", informal)
    end = re.sub(r"(kan|i)$", "", formal)
    nasal = re.fullmatch(r"(ng|ny|n|m)([a-z]{2,})", stem)
    return bool(
        nasal
        and formal.startswith(("me", "ber"))
        and (end.endswith(nasal.group(2)) or formal.endswith(nasal.group(2)))
    )


def same_word(informal: str, formal: str) -> bool:
    """Whether `informal` is visibly a way of writing `formal`."""
    formal_joined = formal.replace(" ", "")
    if _nasal(informal, formal_joined):
        return True
    if informal[0] != formal_joined[0]:
        return formal_joined == "h" + informal or (
            len(informal) >= 5
            and formal_joined.endswith(informal)
            and len(formal_joined) - len(informal) <= 2
        )
    if len(informal) >= 2 and len(informal) < len(formal_joined) and is_within(informal, formal_joined):
        consonants = sum(letter not in VOWELS for letter in informal)
        return consonants >= 2 and len(formal_joined) - len(informal) <= max(4, len(informal))
    return len(informal) >= 4 and _distance_at_most_two(informal, formal_joined)


def slang(data: Path, formal_words: Counter[str]) -> dict[str, str]:
    """informal -> formal (one to three words, lower case); one step, no chains."""
    chosen: dict[str, str] = {}
    for informal, formals in _pairs(data).items():
        if not re.fullmatch(r"[a-z]{2,}", informal) or informal in DROP or formal_words[informal] >= 3:
            continue
        good = [f for f in formals if re.fullmatch(r"[a-z]+( [a-z]+){0,2}", f) and same_word(informal, f)]
        known = [f for f in good if all(formal_words[word] for word in f.split())]
        if len(known) == 1:
            chosen[informal] = known[0]
    chosen.update(OURS)
    for _ in range(2):  # dgr -> dengerin -> dengarkan
        for informal, formal in chosen.items():
            chosen[informal] = " ".join(chosen.get(word, word) for word in formal.split())
    return {informal: formal for informal, formal in sorted(chosen.items()) if informal != formal}


def formal_vocabulary(data: Path) -> Counter[str]:
    """Words of the formal sides of the collections, counted; a pair of the dictionaries counts once."""
    words: Counter[str] = Counter()
    labelled = data / "slang" / "slang_stif_indonesia2020" / "data" / "labelled"
    for name in ("train", "dev", "test"):
        words.update(WORD.findall((labelled / f"{name}.for").read_text(encoding="utf-8").lower()))
    for formals in _pairs(data).values():
        words.update({word for formal in formals for word in WORD.findall(formal)})
    return words


def own_vocabulary(data: Path) -> Counter[str]:
    """Words of our own texts, counted; the measuring half of `dev_guard.csv` stays unseen."""
    words: Counter[str] = Counter()
    for name in ("train_texts.csv", "dev_guard.csv"):
        with (data / "guard" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("split") != "measure":
                    words.update(WORD.findall(row["text"].lower()))
    return words


def main(data: Path) -> None:
    """Write both files beside this script."""
    formal = formal_vocabulary(data)
    pairs = slang(data, formal)
    body = "".join(f"{informal}\t{meant}\n" for informal, meant in pairs.items())
    (HERE / "slang.tsv").write_text(body, encoding="utf-8")
    own = own_vocabulary(data)
    words = {
        word for word, count in (formal + own).items() if len(word) >= 4 or (len(word) == 3 and count >= 4)
    }
    words -= {word for word, count in own.items() if count == 1 and word not in formal}
    words -= pairs.keys()
    words = {word for word in words if not re.search(r"(.)\1\1", word) and VOWELS & set(word)}
    (HERE / "words.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
