"""What is wrong with a value that a person wrote, and what to do, in a few words; from pydantic's errors."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails


def remedy(error: ErrorDetails, model: type[BaseModel]) -> str:
    """What is wrong and what to do, for one of pydantic's errors about `model`."""
    value: Any = error["input"]
    match error["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            known = [field.alias or name for name, field in model.model_fields.items()]
            near = get_close_matches(str(error["loc"][-1]), known, n=1)
            return f"no such key; {f'did you mean {near[0]}?' if near else 'take it out'}"
        case "string_type":
            return "is empty; fill it in" if value is None else f"{value!r} is no text; put it between quotes"
        case "value_error":
            return error["msg"].removeprefix("Value error, ")
    return f"{error['msg']} (found {value!r})"
