"""The YAML files of the models. What is wrong with one is told in one line: file, line, key and remedy."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, RootModel

from core.errors import PantauError, UsageError
from core.yamlfile import load_model

_M = TypeVar("_M", bound=BaseModel)


class _Words(RootModel[dict[str, str]]):
    """A file of keys that each hold a line of words."""


class _UnfitError(UsageError):
    """What `core.yamlfile` found; the caller's error takes its words."""


def read_model(path: Path, model: type[_M], failure: type[PantauError]) -> _M:
    """Read one file as `model`. Raises `failure` if it is missing, is no YAML, or is no such model.

    These files ship with the program, so a bad one is a failure (exit code 1) and no wrong use of it.
    """
    try:
        return load_model(path, model, _UnfitError)
    except _UnfitError as error:
        raise failure(str(error)) from error
    except FileNotFoundError as error:
        raise failure(f"{path}: missing; fetch the repository again") from error


def read_words(path: Path, failure: type[PantauError]) -> Mapping[str, str]:
    """Read a file in which each key holds a line of words. Raises `failure` as `read_model` does."""
    return read_model(path, _Words, failure).root
