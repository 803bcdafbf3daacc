"""A data folder belongs to one profile, stamped at first use: invented and real items never mix."""

import os
import threading
from pathlib import Path
from typing import get_args

from core.errors import UsageError
from core.settings import Profile, Settings


class ProfileError(UsageError):
    """The data folder belongs to the other profile, or its stamp is missing or damaged."""


def folder_profile(settings: Settings) -> Profile | None:
    """The profile that the data folder is stamped with; None for one that was never used.

    Raises ProfileError if the stamp is damaged, or gone while a store is there.
    """
    stamp = _stamp(settings)
    try:
        text = stamp.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        if settings.database.exists():
            raise ProfileError(
                f"{stamp}: missing, though there is a store; write the profile that it belongs to "
                f"({' or '.join(get_args(Profile))}) into that file"
            ) from None
        return None
    for profile in get_args(Profile):
        if text == profile:
            return profile  # type: ignore[no-any-return]
    raise ProfileError(f"{stamp}: says {text!r}; it must say {' or '.join(get_args(Profile))}")


def bind_profile(settings: Settings, requested: Profile | None) -> Profile:
    """The folder's profile, stamped now if it has none: `requested`, else sample.

    Raises ProfileError (exit code 2) if `requested` is not the folder's profile.
    """
    bound = folder_profile(settings) or _bind(settings, requested or "sample")
    if requested not in (None, bound):
        raise ProfileError(
            f"{settings.data} belongs to the profile {bound}; "
            f"set PANTAU_DATA to another folder for {requested}"
        )
    return bound


def _stamp(settings: Settings) -> Path:
    return settings.data / "profile"


def _bind(settings: Settings, profile: Profile) -> Profile:
    """Stamp the folder, or learn that another process has just done so."""
    stamp = _stamp(settings)
    stamp.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # originals are for its owner only
    draft = stamp.with_name(f"profile.{os.getpid()}.{threading.get_ident()}")
    draft.write_text(profile + "\n", encoding="utf-8")
    try:
        os.link(draft, stamp)  # whole or not at all, and only if there is none
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return folder_profile(settings) or profile
