"""What there is, is documented: every command and setting for the operator, every signal for the desk."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from core.settings import PROJECT, Settings
from crawlers.source import Expect, Selectors, Source
from pantau import app

OPERATING = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
README = (PROJECT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
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


def named_blocks() -> dict[str, str]:
    """What the operator is to write into files of the system, by the path that a comment in it names."""
    blocks = re.findall(r"^```(?:ini|sh)\n(.*?)^```", OPERATING, re.M | re.S)
    return {re.search(r"^# (/\S+)", block, re.M)[1]: block for block in blocks}  # type: ignore[index]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    units = {Path(path).name: text for path, text in named_blocks().items() if "/systemd/" in path}
    assert set(units) == {"pantau.service", "pantau-backup.service", "pantau-backup.timer"}
    for name, text in units.items():  # it looks whether the programs are there
        (tmp_path / name).write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", text))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(tmp_path / name for name in units)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in done.stderr.splitlines() if "pantau" in line]  # it may speak of other units too
    assert (done.returncode, told) == (0, [])


def fake(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_the_backup_copies_what_belongs_together_and_starts_the_service_again(tmp_path: Path) -> None:
    data, program, disk, programs = (tmp_path / name for name in ("data", "program", "disk", "bin"))
    for folder in (
        data / "keys",
        program / "crawlers/sources",
        program / "pipeline/reference",
        disk,
        programs,
    ):
        folder.mkdir(parents=True)
    for name in ("desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm", "board.sqlite-wal", "keys/cookie.key"):
        (data / name).write_text(name)
    fake(programs, "systemctl", f"echo $1 >> {tmp_path}/told")
    fake(programs, "mountpoint", "exit 0")
    script = named_blocks()["/usr/local/sbin/pantau-backup"]
    for there, here in (("/srv/pantau", data), ("/opt/pantau", program), ("/mnt/cadangan", disk)):
        script = script.replace(there, str(here))
    subprocess.run(["/bin/sh", "-c", script], env={"PATH": f"{programs}:/usr/bin:/bin"}, check=True)
    assert (tmp_path / "told").read_text().split() == ["-q", "stop", "start"]
    (copy,) = disk.iterdir()
    listed = subprocess.run(["tar", "-tf", copy / "data.tar"], capture_output=True, text=True, check=True)
    assert set(listed.stdout.split()) == {"./", "./desk.sqlite", "./desk.sqlite-wal", "./desk.sqlite-shm"}
    assert (copy / "program.tar").exists()


@pytest.mark.parametrize("name", ["desk.sqlite", "board.sqlite"])
def test_the_files_beside_a_database_are_named_where_it_is_restored(name: str) -> None:
    assert f"| `{name}` with `-wal`, `-shm` |" in OPERATING
    command = re.search(r"`rm -f (pantau\.duckdb\.undo [^`]+)`", OPERATING)
    assert command
    assert any(f"{name}-wal".startswith(word.rstrip("*")) for word in command[1].split())


def test_how_a_source_is_switched_off_is_told_wherever_sources_are() -> None:
    for page in (OPERATING, USING, README, CONTRIBUTING):
        assert re.search(r"^ *disabled: \w|`disabled: (REASON|ALASAN)`", page, re.M)


def test_the_team_is_sent_to_no_page_in_english() -> None:
    roles = (PROJECT / "docs" / "roles.md").read_text(encoding="utf-8")
    rights, _ = (PROJECT / "docs" / "rights.md").read_text(encoding="utf-8").split("\n# Rights of people")
    for page in (USING, roles, rights):
        assert not re.search(r"\]\((operating|labelling|quality)\.md", page)


def test_the_guide_of_labelling_defines_the_same_in_both_languages() -> None:
    english, indonesian = (
        (PROJECT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("labelling", "pelabelan")
    )
    for name in re.findall(r"^\*\*(\w+)\*\*", english, re.M):
        assert re.search(rf"^## .*\(`{name}`\)", indonesian, re.M), name
    for word in re.findall(r"`(\w+)` \(", english):
        assert f"| `{word}` |" in indonesian, word


def test_every_data_file_is_explained_beside_it() -> None:
    for folder in ("pipeline/reference", "core/text"):
        readme = (PROJECT / folder / "README.md").read_text(encoding="utf-8")
        for path in sorted((PROJECT / folder).rglob("*")):
            name = path.relative_to(PROJECT / folder).as_posix()
            if path.suffix not in (".yml", ".csv", ".tsv", ".txt"):
                continue
            # the norms are one file each, and alike
            shown = "law/*.yml" if name.startswith("law/") else name
            assert re.search(rf"^\| `{re.escape(shown)}` \| \S", readme, re.M), f"{folder}: {name}"


def test_every_decision_is_in_the_list() -> None:
    folder = PROJECT / "docs" / "decisions"
    listed = re.findall(r"^\| \[\d+\]\(([^)]+)\)", (folder / "README.md").read_text(encoding="utf-8"), re.M)
    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


def test_every_key_of_a_source_is_explained() -> None:
    told = CONTRIBUTING.split("### The keys of a source")[1].split("\n## ")[0]
    for name in [*Source.model_fields, *Selectors.model_fields, *Expect.model_fields]:
        assert re.search(rf"`{name}[`:]|[{{ ]{name}[,}}]", told), name


def test_the_page_of_quality_names_the_thresholds_that_ship() -> None:
    quality = (PROJECT / "docs" / "quality.md").read_text(encoding="utf-8")
    said = re.search(
        r"Posts: provocation ([\d.]+), violence ([\d.]+); news ([\d.]+) and ([\d.]+), "
        r"fact-checks ([\d.]+) and ([\d.]+)\.",
        quality,
    )
    assert said
    cards = [
        yaml.safe_load((PROJECT / "models" / name / "signal.yml").read_text(encoding="utf-8"))["thresholds"]
        for name in ("provocation", "violence")
    ]
    shipped = [f"{card[channel]:.2f}" for channel in ("post", "news", "factcheck") for card in cards]
    assert list(said.groups()) == shipped
