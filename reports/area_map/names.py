"""Names of the kecamatan as people write them in tables and files of boundaries."""

from functools import cache

from pipeline.geotag import gazetteer


def kecamatan_called(name: str) -> str:
    """Code of the kecamatan that is called so; "" where none is.

    Capitals, spaces and marks do not count, nor does "Kecamatan" or "Kec." before it.
    """
    return _codes().get(_plain(name), "")


@cache
def _codes() -> dict[str, str]:
    return {
        _plain(spelling): entry.code
        for entry in gazetteer()
        if entry.level == "kecamatan"
        for spelling in entry.spellings
    }


def _plain(name: str) -> str:
    return "".join(filter(str.isalpha, name.casefold().removeprefix("kecamatan ").removeprefix("kec. ")))
