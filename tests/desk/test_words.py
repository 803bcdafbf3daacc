"""Two languages: whatever a page says in Indonesian has its English, and no English is left over."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment
from jinja2 import nodes as jinja

DESK = Path(__file__).resolve().parent.parent.parent / "desk"
PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}")
INSIDE = re.compile(r"\{\w+(:[^{}]*)?\}")


def files(pattern: str) -> list[Path]:
    return sorted(path for path in DESK.rglob(pattern) if "__pycache__" not in path.parts)


def in_templates() -> dict[str, set[str]]:
    """What `_("...")` says in templates, with the names that it is given; and where."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in files("*.html"):
        tree = Environment().parse(path.read_text(encoding="utf-8"))  # noqa: S701  read, not rendered
        for call in tree.find_all(jinja.Call):
            named = isinstance(call.node, jinja.Name) and call.node.name == "_"
            if named and call.args:
                for words in constants(call.args[0]):
                    found[words].add(path.name)
    return found


def constants(node: jinja.Node) -> list[str]:
    """The texts that an expression may be: itself, both sides of an `if`, values of a table."""
    own = [node] if isinstance(node, jinja.Const) else []
    return [
        one.value for one in [*own, *node.find_all(jinja.Const)] if isinstance(one.value, str) and one.value
    ]


def given_in_templates() -> list[tuple[str, str, set[str]]]:
    """Template, words, names of the placeholders that are filled in."""
    found = []
    for path in files("*.html"):
        tree = Environment().parse(path.read_text(encoding="utf-8"))  # noqa: S701
        for call in tree.find_all(jinja.Call):
            if isinstance(call.node, jinja.Name) and call.node.name == "_" and call.args:
                first = call.args[0]
                if isinstance(first, jinja.Const) and call.dyn_kwargs is None:
                    found.append((path.name, str(first.value), {one.key for one in call.kwargs}))
    return found


def in_python() -> tuple[dict[str, set[str]], set[str]]:
    """What `say("...")` says in Python; and every text that stands in Python, said there or elsewhere."""
    said: dict[str, set[str]] = defaultdict(set)
    every: set[str] = set()
    for path in files("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                every.add(node.value)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first = node.args[0]
                if node.func.attr == "say" and isinstance(first, ast.Constant):
                    said[str(first.value)].add(path.name)
    return said, every


def texts_in_templates() -> set[str]:
    """Every text that stands in an expression of a template: tables of words, for one."""
    found: set[str] = set()
    for path in files("*.html"):
        tree = Environment().parse(path.read_text(encoding="utf-8"))  # noqa: S701
        found |= {one.value for one in tree.find_all(jinja.Const) if isinstance(one.value, str)}
    return found


def translations() -> dict[str, dict[str, str]]:
    """By file."""
    return {
        path.name: yaml.safe_load(path.read_text(encoding="utf-8")) or {} for path in files("words/*.yml")
    }


def english() -> dict[str, str]:
    return {words: other for pairs in translations().values() for words, other in pairs.items()}


CODES = {
    "desk/cases/next_step.py:PATHS",
    "desk/oversight/export.py:WRITERS",
    "desk/pages.py:_BIDI",
    "desk/security.py:HEADERS",
    "desk/story/archived.py:_ATTRIBUTES",
    "desk/story/page.py:LETTERS",
    "desk/views/rejections.py:NAMES",  # in an address
    "desk/people/roles.py:PERMISSION_WORDS",  # for docs/roles.md alone
    "desk/web.py:_WORDS",  # of error pages that nobody is logged in for
    "desk/work/listing.py:NAMES",
    "desk/work/listing.py:PATHS",
}
"""tables of texts that are no words of a page"""
MARKS = {"failing", "odd", "off"}
"""codes that stand among the words in `oversight/sources.py`"""


def dictionaries() -> dict[str, set[str]]:
    """The texts in each table that a module keeps: a new table is either translated or named in CODES."""
    found: dict[str, set[str]] = defaultdict(set)
    codes = set(CODES)
    for path in files("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
                name = f"{path.relative_to(DESK.parent)}:{ast.unparse(node.target)}"
                values = [one for value in node.value.values for one in ast.walk(value)]
                texts = {one.value for one in values if isinstance(one, ast.Constant)}
                words = {text for text in texts if isinstance(text, str)} - MARKS
                if name in codes:
                    codes.remove(name)
                else:
                    for one in words:
                        found[one].add(name)
    assert not codes, f"no table any more: {codes}"
    return found


def tables() -> dict[str, set[str]]:
    """Words that stand in tables in Python and reach a page through `_(variable)`."""
    from cases.evidence import wording as of_evidence
    from cases.outcomes import OUTCOMES, SENT_BY, STOP_REASONS
    from cases.worksheets import ANSWER_WORDS, CONCLUSION_WORDS
    from core.decision import StoryState
    from crawlers.presets import presets
    from desk.menu import LINKS
    from desk.oversight import models, reasons
    from desk.people.roles import RoleOfUser
    from desk.views import help as help_page
    from desk.work import incidents, notes
    from desk.work.reasons import reasons as decision_reasons
    from desk.work.wording import STATES
    from models.lexicon import lexicon
    from reports import words as of_reports
    from reports.area_map.pen import SAID

    found = dictionaries()
    for where, words in {
        "menu.py": [link.label for link in LINKS],
        "work/reasons.yml": [one.words for rows in decision_reasons().values() for one in rows],
        "work/incidents.py": list(incidents.TYPES.values()),
        "work/notes.py": notes.WORDS,
        "models/lexicon.yml": list(lexicon().labels),
        "crawlers/presets.yml": [preset.title for preset in presets().values()],
        "oversight/reasons.py": reasons.all_words(),
        "oversight/models.py": models.all_words(),
        "cases/worksheets.py": [*CONCLUSION_WORDS.values(), *ANSWER_WORDS.values()],
        "reports/area_map/pen.py": SAID,
        "reports/words.py": [
            *of_reports.SIGNALS.values(),
            *of_reports.SHORT.values(),
            *of_reports.ANSWERS.values(),
            *of_reports.SEVERITIES,
        ],
        "cases/outcomes.py": [*OUTCOMES.values(), *STOP_REASONS.values(), *SENT_BY.values()],
        "cases/evidence/wording.py": [
            *of_evidence.LACKS.values(),
            *of_evidence.STAMP_REASONS.values(),
            *of_evidence.FAULTS.values(),
            *of_evidence.REFUSALS.values(),
        ],
    }.items():
        for one in words:
            found[one].add(where)
    assert set(help_page.WHAT_STATES_MEAN) == set(STATES) == set(StoryState)
    assert set(help_page.WHAT_ROLES_DO) == set(RoleOfUser)
    return found


def raised() -> dict[str, set[str]]:
    """One-line problems that pages show: what Refused and Account errors say as a plain text."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in files("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                plain = isinstance(first, ast.Constant) and isinstance(first.value, str)
                if node.func.id in ("RefusedError", "AccountError") and plain:
                    found[str(first.value)].add(path.name)  # type: ignore[attr-defined]
    return found


def test_what_a_page_says_has_its_english() -> None:
    known = english()
    wanted: dict[str, set[str]] = defaultdict(set)
    for words, where in [
        *in_templates().items(), *in_python()[0].items(), *tables().items(), *raised().items(),
    ]:  # fmt: skip
        if re.search(r"[A-Za-z]{2}", words):
            wanted[words] |= where
    missing = {words: sorted(where) for words, where in wanted.items() if words not in known}
    assert not missing, "\n".join(f"{', '.join(where)}: {words!r}" for words, where in missing.items())


def test_no_english_is_left_over() -> None:
    used = set(in_python()[1]) | texts_in_templates() | set(in_templates()) | set(tables())
    # A sentence over two lines in Python is one text for the parser; formatted ones are looked for by part.
    unused = [words for words in english() if words not in used]
    assert unused == []


def test_no_words_mean_two_things() -> None:
    seen: dict[str, tuple[str, str]] = {}
    doubled = []
    for name, pairs in translations().items():
        for words, other in pairs.items():
            if words in seen and seen[words][1] != other:
                doubled.append(f"{words!r}: {seen[words]} and {(name, other)}")
            seen.setdefault(words, (name, other))
    assert doubled == []


def test_no_file_says_a_word_twice() -> None:
    for path in files("words/*.yml"):
        keys = [
            node.value
            for node, _ in yaml.compose(path.read_text(encoding="utf-8")).value  # type: ignore[union-attr]
        ]
        assert len(keys) == len(set(keys)), (path.name, [key for key in keys if keys.count(key) > 1])


@pytest.mark.parametrize("name", sorted(translations()))
def test_placeholders_agree(name: str) -> None:
    for words, other in translations()[name].items():
        assert isinstance(other, str) and other.strip(), f"{words!r} has no English"
        ours, theirs = PLACEHOLDER.findall(words), PLACEHOLDER.findall(other)
        assert sorted(set(ours)) == sorted(set(theirs)), f"{words!r} and {other!r}"


def test_placeholders_are_filled_in() -> None:
    for where, words, given in given_in_templates():
        wanted = {name for name in PLACEHOLDER.findall(words) if name}
        assert not given or wanted == given, f"{where}: {words!r} is given {sorted(given)}"
        # Without any name the text is not formatted: a brace would be shown.
        assert given or not INSIDE.search(words), f"{where}: {words!r} is given nothing"


def test_english_says_english() -> None:
    """A line that was copied without being translated."""
    same = [words for words, other in english().items() if words == other and len(words.split()) > 2]
    assert same == []
