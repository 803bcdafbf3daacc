"""Settings from the environment and the file, and what is said of wrong ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import FILE, PROJECT, SettingsError, settings


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PANTAU_DATA", str(tmp_path))
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FILE).write_text('delay = 7\npause = 60\nallow = ["tsa.example:80"]\n')
    monkeypatch.setenv("PANTAU_DELAY", "9")
    found = settings()
    assert (found.delay, found.pause, found.allow) == (9.0, 60.0, ("tsa.example:80",))
    assert (found.data, found.timeout) == (tmp_path, 30.0)


def test_pairs_stand_between_commas_and_a_tilde_is_ones_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANTAU_ALLOW", "localhost:80, [::1]:8080,")
    monkeypatch.setenv("PANTAU_SOURCES", "~/sumber")
    assert settings().allow == ("localhost:80", "[::1]:8080")
    assert settings().sources == Path.home() / "sumber"


def test_an_empty_variable_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / FILE).write_text("delay = 7\n")  # in the working folder, which is no data folder
    monkeypatch.setenv("PANTAU_DATA", "")
    monkeypatch.setenv("PANTAU_DELAY", "")
    assert (settings().data, settings().delay) == (PROJECT / "data", 5.0)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DELAY", "lima", "Input should be a valid number"),
        ("DELAY", "inf", "less than or equal to 3600"),
        ("DELAY", "nan", "less than or equal to 3600"),
        ("TIMEZONE", "Asia/Makasar", "'Asia/Makasar' is no time zone"),
        ("CONTACT", "Budi Santoso", "neither an e-mail address nor a URL"),
        ("CONTACT", "a@b.example\nX: y", "neither an e-mail address nor a URL"),
        ("CONTACT", "a@b.example)", "neither an e-mail address nor a URL"),
        ("PROXY", "10.0.0.1:3128", "is no proxy; write http://host:port"),
        ("ALLOW", "localhost", "'localhost' is no pair; write host:port"),
        ("CAPACITY", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_setting_names_itself_and_both_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(f"PANTAU_{name}", value)
    with pytest.raises(SettingsError, match=f"^setting {name.lower()}: .*{says}") as caught:
        settings()
    assert f"mend PANTAU_{name} or {tmp_path / FILE}" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"delay = [", "cannot be read"),
        (b"title = '\xff'", "cannot be read"),
        (b"dealy = 3", "setting dealy: no such key; did you mean delay?"),
        (b"[delay]\nx = 1", "setting delay: "),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: bytes, says: str) -> None:
    (tmp_path / FILE).write_bytes(text)
    with pytest.raises(SettingsError, match=FILE) as caught:
        settings()
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_file_cannot_name_another_data_folder(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('data = "/srv/pantau"\n')
    with pytest.raises(SettingsError, match=f"{tmp_path / FILE}.*PANTAU_DATA"):
        settings()


def test_a_path_in_the_file_begins_where_the_file_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE).write_text(
        'boundaries = "batas.geojson"\ntsa_roots = "/etc/akar.pem"\nsources = "~/s"\n'
    )
    monkeypatch.chdir("/")
    found = settings()
    assert found.boundaries == tmp_path / "batas.geojson"
    assert (found.tsa_roots, found.sources) == (Path("/etc/akar.pem"), Path.home() / "s")
