"""What the terminal shows: words from outside are words, never markup."""

from zoneinfo import ZoneInfo

from pipeline.show import console, show_check, show_findings, show_sources
from tests.pipeline.store.items import report

MARKUP = "judul [kutim] tutup [/x] [red]"
ZONE = ZoneInfo("Asia/Makassar")


def test_words_from_outside_are_no_markup() -> None:
    out = console()
    with out.capture() as shown:
        show_check([report("kabar", detail=MARKUP)], out)
        show_sources([("kabar", "feed", MARKUP, "")], {}, {}, ZONE, out)
        show_findings([(MARKUP, None, "")], out)
    assert shown.get().count(MARKUP) == 3
