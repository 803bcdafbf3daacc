"""YAML that people write: keys that a model knows. What is wrong is told with file, line, key and remedy."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import yaml
from pydantic import BaseModel, Field, RootModel, ValidationError
from pydantic_core import ErrorDetails

from core.errors import UsageError
from core.remedy import remedy

_M = TypeVar("_M", bound=BaseModel)
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""an id that people write: small letters and digits, words parted by hyphens"""
FASTEST: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""the safe loader; ten times as fast where PyYAML was built with libyaml"""


def load_model(path: Path, model: type[_M], failure: type[UsageError]) -> _M:
    """Read one file as `model`. Raises `failure` with one line; FileNotFoundError is left to the caller."""
    node, raw = _parse(path, failure)
    if not isinstance(node, yaml.MappingNode):
        needed = ", ".join(f.alias or name for name, f in model.model_fields.items() if f.is_required())
        needed = "keys, each with its value" if issubclass(model, RootModel) else needed
        raise failure(f"{path}: {'is empty' if node is None else 'holds no keys'}; it needs: {needed}")
    return _validated(str(path), node, raw, model, failure)


def load_rows(path: Path, model: type[_M], failure: type[UsageError]) -> tuple[_M, ...]:
    """Read a file that is a list of `model`. Raises as `load_model`."""
    node, raw = _parse(path, failure)
    if not isinstance(node, yaml.SequenceNode):
        raise failure(f"{path}: holds no list; begin each row with -")
    return tuple(
        _validated(f"{path}, row {number}", inner, row, model, failure)
        for number, (inner, row) in enumerate(zip(node.value, raw, strict=True), start=1)
    )


def _validated(where: str, node: yaml.Node, raw: Any, model: type[_M], failure: type[UsageError]) -> _M:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise failure(f"{where}{_found_at(node, error.errors()[0], model)}") from error


def _parse(path: Path, failure: type[UsageError]) -> tuple[yaml.Node | None, Any]:
    """The file as nodes, which know their lines, and as values."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise failure(f"{path}: cannot be read ({error}); save it as UTF-8 text that you may read") from error
    try:
        try:
            node, raw = _loaded(FASTEST(text))
        except yaml.YAMLError:
            node, raw = _loaded(yaml.SafeLoader(text))  # says more exactly what is wrong
        double = _double_key(node)
    except yaml.MarkedYAMLError as error:
        raise failure(f"{path}{_line(error.problem_mark)}: not valid YAML: {_one_line(error)}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # 2026-13-45, an alias of itself
        raise failure(f"{path}: not valid YAML: {' '.join(str(error).split())}") from error
    if double is not None:
        raise failure(f"{path}{_line(double.start_mark)}: the key {double.value} stands twice; keep one")
    return node, raw


def _loaded(loader: Any) -> tuple[yaml.Node | None, Any]:
    node = loader.get_single_node()
    return node, None if node is None else loader.construct_document(node)


def _double_key(node: yaml.Node | None) -> yaml.ScalarNode | None:
    """The first key that stands twice: YAML takes the last one, and the other is lost in silence."""
    if isinstance(node, yaml.SequenceNode):
        return next((found for value in node.value if (found := _double_key(value))), None)
    seen: set[str] = set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode):
            if key.value in seen:
                return key
            seen.add(key.value)
        if found := _double_key(value):
            return found
    return None


def _line(mark: yaml.Mark | None) -> str:
    return "" if mark is None else f", line {mark.line + 1}"


def _one_line(error: yaml.MarkedYAMLError) -> str:
    tab = "; indent with spaces, not tabs" if r"'\t'" in str(error.problem) else ""
    return " ".join(part for part in (error.context, error.problem) if part) + tab


def _found_at(node: yaml.Node, error: ErrorDetails, model: type[BaseModel]) -> str:
    """ ", line 7: every: ..." for one error of pydantic's."""
    path, mark = _walk(node, error["loc"])
    if error["type"] == "missing":
        path = [str(part) for part in error["loc"]]
    key = ".".join(path)
    return f"{_line(mark)}: {key + ': ' if key else ''}{remedy(error, model)}"


def _walk(node: yaml.Node, loc: Sequence[int | str]) -> tuple[list[str], yaml.Mark | None]:
    """How far the file goes along `loc`: the keys, and where the last one stands."""
    path: list[str] = []
    mark: yaml.Mark | None = None
    for part in loc:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node.value[part], node.value[part]
        if found is None:
            break
        mark, node = found[0].start_mark, found[1]
        path.append(str(part))
    return path, mark
