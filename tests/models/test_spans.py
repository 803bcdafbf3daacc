from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from models.spans import MOST, Tells, holding, without


def _burning(texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """A score that is high where "bakar" stands, higher with "kantor", lower with "ikan"."""
    logit = [4.0 * ("bakar" in t) + 1.0 * ("kantor" in t) - 2.0 * ("ikan" in t) - 2.0 for t in texts]
    return np.asarray(1 / (1 + np.exp(-np.array(logit))))


def test_the_words_that_hold_a_score_up_are_found_and_those_that_hold_it_down() -> None:
    text = "ayo malam ini kita semua bakar kantor itu sampai habis ya kawan"
    held = holding(_burning, [text], _burning([text]))[0]
    assert text[held.up[0].start : held.up[0].end] == "bakar"
    assert held.left <= _burning([text])[0] / 2
    text = "bakar ikan di kantor"
    held = holding(_burning, [text], _burning([text]))[0]
    assert [text[one.start : one.end] for one in held.down] == ["ikan"]


def test_few_words_are_marked_and_the_rest_is_told() -> None:
    text = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh"

    def spread(texts: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.array([0.9 * len(t.split()) / 10 for t in texts])

    held = holding(spread, [text], spread([text]))[0]
    marked = sum(len(text[one.start : one.end].split()) for one in held.up)
    assert marked <= MOST * 10
    assert held.left > 0.45  # it can't be halved within what may be marked, and that is said


def test_a_word_spelled_with_spaces_is_marked_though_it_is_most_of_the_text() -> None:
    text = "b a k a r kantor"

    def spelled(texts: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.array([0.9 if "b a k a r" in t else 0.1 for t in texts])

    held = holding(spelled, [text], spelled([text]))[0]
    assert [text[one.start : one.end] for one in held.up] == ["b a k a r"]


def test_of_a_long_text_windows_of_several_words_are_tried() -> None:
    asked: list[int] = []

    def counting(texts: Sequence[str]) -> npt.NDArray[np.float64]:
        asked.append(len(texts))
        return _burning(texts)

    text = " ".join(["kata"] * 200 + ["bakar"] + ["lain"] * 200)
    holding(counting, [text], _burning([text]))
    assert sum(asked) <= 50


def test_in_a_long_text_a_word_that_tells_something_is_marked_without_its_neighbour() -> None:
    text = " ".join(["kata"] * 41 + ["kita bakar kantor"] + ["lain"] * 20)
    held = holding(_burning, [text], _burning([text]), lambda word: word == "bakar")[0]
    assert text[held.up[0].start : held.up[0].end] == "bakar"


def test_a_text_without_words_has_no_pieces() -> None:
    held = holding(_burning, [""], _burning([""]))[0]
    assert held.up == () and held.down == ()


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_what_is_left_out_is_left_out_and_nothing_else(text: str, raw: list[tuple[int, int]]) -> None:
    ranges = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in raw]
    kept = [c for n, c in enumerate(text) if not any(a <= n < b for a, b in ranges)]
    assert without(text, ranges).replace(" ", "") == "".join(kept).replace(" ", "")


def test_nothing_to_explain() -> None:
    assert holding(_burning, [], np.array([])) == []
    assert without("abc", []) == "abc"
    assert without("usir mereka", [(0, 4)]) == "  mereka"


def test_words_that_tell_something_are_marked_where_they_suffice() -> None:
    def both(texts: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.array([1 / (1 + np.exp(1 - 3 * ("biar" in t) - 2 * ("bakar" in t))) for t in texts])

    def marked(tells: Tells) -> list[str]:
        text = "biar kita semua pergi ke sana dan bakar saja"
        held = holding(both, [text], both([text]) * 1.2, tells)[0]
        return [text[one.start : one.end] for one in held.up]

    assert marked(lambda _: True)[0] == "biar"
    assert marked(lambda word: word == "bakar") == ["biar", "bakar"]  # does not suffice by itself

    def enough(texts: Sequence[str]) -> npt.NDArray[np.float64]:
        return np.array([0.05 if "bakar" not in t else 0.04 if "biar" not in t else 0.9 for t in texts])

    text = "biar kita semua pergi ke sana dan bakar saja"
    held = holding(enough, [text], enough([text]), lambda word: word == "bakar")[0]
    assert [text[one.start : one.end] for one in held.up] == ["bakar"]


def test_no_part_runs_over_the_end_of_a_sentence() -> None:
    tried: list[str] = []

    def remembering(texts: Sequence[str]) -> npt.NDArray[np.float64]:
        tried.extend(texts)
        return _burning(texts)

    text = " ".join(["Satu dua. Tiga"] * 30)
    holding(remembering, [text], _burning([text]))
    assert all(one.count(".") == 30 for one in tried)


def test_a_word_written_twice_in_one_is_one() -> None:
    text = "kita bakar2 kantor itu semua"
    held = holding(_burning, [text], _burning([text]))[0]
    assert [text[one.start : one.end] for one in held.up] == ["bakar2", "kantor"]
