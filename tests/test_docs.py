"""What there is, is documented: every command and setting for the operator, every signal for the desk."""

import re

import pytest
import yaml

from core.settings import PROJECT, Settings
from pantau import app

OPERATING = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
USING = (PROJECT / "docs" / "using.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    """Every command as one types it: "run", "sources check"."""
    import typer

    found = []
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        found += [f"{name} {other}" for other in below] if below else [name]
    return found


@pytest.mark.parametrize("name", commands())
def test_every_command_is_in_the_table(name: str) -> None:
    assert re.search(rf"^\| `pantau {name}` \| \S", OPERATING, re.M)


def test_the_table_names_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"^\| `pantau ([a-z ]+)`", OPERATING, re.M)) == set(commands())


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_in_the_table(name: str) -> None:
    row = re.search(rf"^\| `{name}` \| ([^|]+) \| ([^|]+) \|", OPERATING, re.M)
    assert row
    assert row[2].strip()


@pytest.mark.parametrize(
    "name", ["delay", "pause", "timeout", "max_body", "capacity", "prefect_port", "timezone"]
)
def test_defaults_in_the_table_are_those_of_the_code(name: str) -> None:
    default = Settings.model_fields[name].default
    shown = f"{default:g}" if isinstance(default, float) else str(default)
    assert re.search(rf"^\| `{name}` \| `?{re.escape(shown)}`? \|", OPERATING, re.M)


def signals() -> list[str]:
    """The Indonesian label of each signal, which is how the desk knows it."""
    found = ["hoaks"]  # made by matching: it has no model folder of its own
    for path in sorted((PROJECT / "models").glob("*/signal.yml")):
        card = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.parent.name in ("provocation", "violence"):
            found.append(str(card["label"]["id"]).lower())
    return found


@pytest.mark.parametrize("label", signals())
def test_every_signal_is_explained_to_the_desk(label: str) -> None:
    assert re.search(rf"^- \*\*{label}\*\*:", USING, re.M)


def test_the_pages_name_no_path_of_a_machine_and_no_file_that_is_not_there() -> None:
    for page in sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")]):
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.relative_to(PROJECT)} links to {link}"
