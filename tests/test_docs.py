"""What exists is documented, and what is documented exists."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

import pantau
from core.settings import Settings
from crawlers.presets import presets
from pipeline.show import SIGNALS

ROOT = Path(__file__).resolve().parent.parent
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
USING = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> dict[str, str]:
    """Every command by its words, with its help."""
    found: dict[str, str] = {}
    for name, command in get_command(pantau.app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        if below:
            found |= {f"{name} {inner}": one.help or "" for inner, one in below.items()}
        else:
            found[name] = command.help or ""
    return found


def test_the_front_door_shows_what_exists_and_no_more() -> None:
    assert set(get_command(pantau.app).commands) == {  # type: ignore[attr-defined]
        "run", "serve", "score", "match", "extract", "import", "queue", "sources", "claims", "evaluate", "doctor",
    }  # fmt: skip


@pytest.mark.parametrize("name", commands())
def test_every_command_is_documented_and_has_an_example(name: str) -> None:
    assert f"`pantau {name}`" in OPERATING
    assert f"Example: pantau {name}" in commands()[name]


def test_no_command_is_documented_that_is_not_there() -> None:
    documented = set(re.findall(r"^\| `pantau ([a-z ]+)`", OPERATING, re.MULTILINE))
    assert documented == set(commands())


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `{name}` |" in OPERATING


@pytest.mark.parametrize("name", presets())
def test_every_preset_is_documented(name: str) -> None:
    assert f"| `{name}` |" in OPERATING


@pytest.mark.parametrize("label", SIGNALS.values())
def test_every_signal_is_explained_to_the_desk(label: str) -> None:
    assert f"**{label}**" in USING


@pytest.mark.parametrize(
    "text", [README, OPERATING, USING, (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")]
)
def test_links_lead_somewhere(text: str) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / target).exists() or (ROOT / "docs" / target).exists(), target


def test_the_readme_names_the_two_commands() -> None:
    assert "make run" in README
    assert "make test" in README
