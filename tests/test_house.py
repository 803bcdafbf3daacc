"""The house: which room may import which (data flows one way, and so do imports)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

MAY_IMPORT: dict[str, set[str]] = {
    "core": set(),
    "crawlers": {"core"},
    "models": {"core"},
    "pipeline": {"core", "crawlers.source", "crawlers.archive", "models"},
    "cases": {"core", "crawlers.source", "crawlers.archive", "crawlers.fetch", "pipeline"},
    "reports": {"core", "crawlers.source", "crawlers.archive", "pipeline", "cases"},
    # `crawlers.spool` and the like stay out: what the desk takes in goes through the line that it is given
    "desk": {
        "core",
        "crawlers.source",
        "crawlers.archive",
        "crawlers.imports",
        "crawlers.presets",
        "pipeline",
        "cases",
        "reports",
    },
    "flows": {"core", "crawlers", "models", "pipeline", "cases", "reports"},
    "pantau": {"core", "crawlers", "models", "pipeline", "cases", "reports", "desk", "flows"},
}
ROOMS = set(MAY_IMPORT)


def modules() -> list[Path]:
    folders = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return sorted([*folders, ROOT / "pantau.py"])


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0].removesuffix(".py")
    allowed = {room, *MAY_IMPORT[room]}
    for name in imported(path):
        if name.split(".")[0] not in ROOMS:
            continue
        # "crawlers" alone is what `from crawlers import source` names first
        fits = any(name == a or name.startswith(a + ".") or a.startswith(name + ".") for a in allowed)
        assert fits, f"{path.relative_to(ROOT)} imports {name}"
    if room not in ("flows", "pantau"):
        assert not any(name.split(".")[0] == "prefect" for name in imported(path))


def test_no_modules_import_in_a_circle() -> None:
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in modules()
    }
    graph = {name: imported(path) & set(names) - {name} for name, path in names.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for other in graph[name]:
                visit(other, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_nothing_but_the_clock_reads_the_clock() -> None:
    for path in modules():
        if path == ROOT / "core" / "clock.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today"):
                value = node.value
                assert not (isinstance(value, ast.Name) and value.id in ("datetime", "date")), (
                    f"{path.relative_to(ROOT)}:{node.lineno} reads the system's clock; use core.clock.now()"
                )
