"""What a source's file may say, and what is said of one that says something else."""

from pathlib import Path

import pytest

from crawlers.source import Kind, SourceError, load_source, usable_sources

GOOD = {
    "id": "satu", "title": "Satu", "publisher": "P", "kind": "feed", "url": "https://satu.example/feed/",
    "evidence": "dilihat",
}  # fmt: skip


def written(folder: Path, **changed: str) -> Path:
    path = folder / "satu.yml"
    path.write_text("".join(f"{key}: {value}\n" for key, value in (GOOD | changed).items()))
    return path


def test_a_good_one_is_read(tmp_path: Path) -> None:
    source = load_source(
        written(tmp_path, region='"64.08.01"', selectors="{title: h1.judul, remove: [.iklan]}")
    )
    assert (source.kind, source.region, source.selectors.title) == (Kind.FEED, "64.08.01", "h1.judul")
    file = load_source(
        written(tmp_path, kind="file", url="masuk/warga", category="open_group", preset="forwarded")
    )
    assert file.preset == "forwarded"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"id": "dua"}, "id: 'dua' must be the file's name"),
        ({"kind": "rss"}, "line 4: kind: Input should be 'feed', 'sitemap'"),
        ({"url": "satu.example/feed"}, "url: 'satu.example/feed' is no address; write it with https://"),
        ({"url": "https://"}, "is no address"),
        ({"url": "'https://satu.example/ a'"}, "is no address"),
        ({"kind": "file", "category": "open_group"}, "is no drop folder; write one like masuk/warga"),
        ({"kind": "file", "category": "open_group", "url": "../../etc"}, "is no drop folder"),
        ({"kind": "telegram"}, "category is missing"),
        ({"kind": "listing"}, "needs selectors.links"),
        ({"title": "' '"}, "line 2: title: "),
        ({"evidence": ""}, "evidence: is empty; fill it in"),
        ({"region": "64.08"}, "line 7: region: 64.08 is no text; put it between quotes"),
        ({"region": "'6408'"}, "line 7: region: '6408' is no Kemendagri code"),
        ({"timezone": "Asia/Makasar"}, "line 7: timezone: 'Asia/Makasar' is no time zone"),
        ({"preset": "generic"}, "preset: 'generic'; only for kind file"),
        ({"kind": "file", "category": "open_group", "url": "masuk", "preset": "meta"}, "preset: 'meta'"),
        ({"expect": "{min: 9, max: 3}"}, "line 7: expect: min 9 is more than max 3"),
        ({"max_requests": "1"}, "line 7: max_requests: "),
        ({"selectors": "{text: 'div['}"}, r"selectors\.text: 'div\[' is no CSS selector"),
        ({"selectors": "{remove: [p, 'a>>b']}"}, r"selectors\.remove: 'a>>b' is no CSS selector"),
        ({"disabled": "''"}, "disabled: "),
        ({"disabled": "true"}, "line 7: disabled: True is no reason; take the line out, or .*write why"),
        ({"disabled": "'False'"}, "line 7: disabled: False is no reason"),
        ({"enabled": "false"}, "enabled: no such key; take it out, or .*as in disabled: situs tutup"),
        ({"verified": "kemarin"}, "line 7: verified: "),
    ],
)
def test_what_is_wrong_names_the_file_the_key_and_the_remedy(
    tmp_path: Path, changed: dict[str, str], says: str
) -> None:
    with pytest.raises(SourceError, match=rf"satu\.yml.*{says}") as caught:
        load_source(written(tmp_path, **changed))
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_folder_without_sources_is_the_wrong_folder(tmp_path: Path) -> None:
    for folder, says in ((tmp_path / "tiada", "no such folder"), (tmp_path, "no source")):
        with pytest.raises(SourceError, match=f"{says}.*PANTAU_SOURCES"):
            usable_sources(folder)
    with pytest.raises(SourceError, match="no such file"):
        load_source(tmp_path / "tiada.yml")


def test_a_file_with_another_ending_is_not_passed_over(tmp_path: Path) -> None:
    written(tmp_path).with_suffix(".yaml").write_text("id: dua\n")
    _, unusable = usable_sources(tmp_path)
    assert unusable == {"satu": f"{tmp_path / 'satu.yaml'}: would not be read; name it satu.yml"}


def test_a_file_that_cannot_be_used_stops_no_other(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "dua.yml").write_text("id: dua\ntitle:\n")
    (tmp_path / "tiga.yaml").write_text("")
    sources, unusable = usable_sources(tmp_path)
    assert list(sources) == ["satu"]
    assert sorted(unusable) == ["dua", "tiga"]
    assert "dua.yml, line 2: title: is empty; fill it in" in unusable["dua"]
