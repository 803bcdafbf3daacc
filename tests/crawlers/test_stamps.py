"""When copied messages were written: which number of a stamp is the day, as a file's telephone writes it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from core import clock
from tests.crawlers.importing import AT, Round


@pytest.fixture(autouse=True)
def _at() -> Iterator[None]:
    clock.fix(AT)
    yield
    clock.fix(None)


def moments(folder: Path, *stamps: str) -> list[str]:
    """The times with which the messages of one export come in."""
    path = folder / "obrolan.txt"
    path.write_text("".join(f"{stamp} Budi: pesan {nth}\n" for nth, stamp in enumerate(stamps)))
    ronde = Round(folder)
    ronde.take(path, "forwarded")
    return [post.published_at for post in ronde.accepted]


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("05/11/26 08.15 -", "2026-11-05T08:15"),
        ("05/11/26 8.15 PM -", "2026-11-05T20:15"),  # an Indonesian telephone, twelve hours
        ("[05.11.26, 08:15:37]", "2026-11-05T08:15"),
        ("5/11/2026, 8:19 pm -", "2026-11-05T20:19"),  # British, Australian, Indian
        ("05/11/2026, 20:19 -", "2026-11-05T20:19"),
        ("11/5/26, 8:15\u202fPM -", "2026-11-05T20:15"),  # American
        ("11/5/26, 20:16 -", "2026-11-05T20:16"),  # American, 24 hours
        ("[8:15 PM, 11/5/2026]", "2026-11-05T20:15"),
        ("2026-11-05 08:15 -", "2026-11-05T08:15"),
        ("10/12/2026, 20:19 -", "2026-10-12T20:19"),  # 10 December is still to come
    ],
)
def test_one_stamp_is_read_as_telephones_write_it(tmp_path: Path, stamp: str, moment: str) -> None:
    assert moments(tmp_path, stamp) == [moment]


@pytest.mark.parametrize(
    ("stamps", "days"),
    [
        # One day beyond 12 tells of all.
        (("5/11/2026, 8:19 PM -", "20/11/2026, 8:19 PM -"), ("2026-11-05", "2026-11-20")),
        (("11/05/26, 20:16 -", "11/20/26, 08:16 -"), ("2026-11-05", "2026-11-20")),
        # Stamps rise.
        (("07/11/26, 20:16 -", "08/02/26, 08:16 -", "08/03/26, 08:16 -"),
         ("2026-07-11", "2026-08-02", "2026-08-03")),
        (("07/02/26, 8:16 PM -", "01/03/26, 8:16 AM -"), ("2026-02-07", "2026-03-01")),
        # Pieces of two telephones in one file.
        (("05/11/26 08.15 -", "11/6/26, 8:15 PM -"), ("2026-11-05", "2026-11-06")),
        # A stamp that cannot be read in the file's order can in the other only.
        (("05/11/26 08.15 -", "15/11/26 08.15 -", "11/20/26 08.15 -"),
         ("2026-11-05", "2026-11-15", "2026-11-20")),
    ],
)  # fmt: skip
def test_the_order_is_judged_once_for_a_file(
    tmp_path: Path, stamps: Sequence[str], days: Sequence[str]
) -> None:
    assert [moment[:10] for moment in moments(tmp_path, *stamps)] == list(days)


def test_a_stamp_that_cannot_be_read_is_handed_on_as_written(tmp_path: Path) -> None:
    # Else nobody is told that the post came in without its time.
    assert moments(tmp_path, "[31/31/26 08.15]", "[08.15, 12/11]") == ["31/31/26 08.15", "08.15, 12/11"]
