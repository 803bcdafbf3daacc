"""The capture's own facts: how, when, from where, with what it was made. No personal data stands in them."""

import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Final

from cases.evidence.wording import LACKS
from core.settings import Settings

FACTS_TEXT: Final = "facts.txt"


def times(moment: datetime | None, settings: Settings) -> dict[str, str] | None:
    """A moment in UTC and at the desk (WITA), both ISO 8601."""
    if moment is None:
        return None
    local = moment.astimezone(settings.zone)
    return {
        "utc": moment.astimezone(UTC).isoformat(timespec="seconds"),
        "local": local.isoformat(timespec="seconds"),
        "zone": f"{local:%Z}, {settings.timezone}",
    }


def software(browser: str = "") -> dict[str, str]:
    """The software that made it."""
    return {"pantau": version("pantau"), "python": platform.python_version(), "chromium": browser}


def as_text(facts: Mapping[str, Any]) -> bytes:
    """The facts for people, in Indonesian."""
    lines = ["Fakta bukti (dibuat oleh Pantau)", ""]
    for path, label in LABELS.items():
        value = _at(facts, path)
        if value not in (None, "", [], {}):
            lines.append(f"{label}: {_said(value)}")
    for code in facts.get("lacks", ()):
        lines.append(f"Yang tidak ada: {LACKS.get(code, code)}")
    return ("\n".join(lines) + "\n").encode()


LABELS: Final[Mapping[str, str]] = {
    "case": "Kasus",
    "evidence": "Bukti",
    "origin": "Asal",
    "item": "Butir",
    "revision": "Revisi (0 = yang pertama)",
    "story": "Cerita",
    "channel": "Jenis kanal",
    "collector.source": "Sumber",
    "collector.user_agent": "Perkenalan pengumpul (user agent)",
    "url": "Alamat",
    "redirects": "Pengalihan alamat",
    "times.published": "Diterbitkan",
    "times.fetched": "Diambil sistem",
    "times.captured": "Dijadikan bukti",
    "times.made": "Dibuat di lapangan",
    "response.status": "Status HTTP",
    "response.body_sha256": "SHA-256 isi respons",
    "response.records": "Rekaman arsip",
    "rendering.from": "Tangkapan layar",
    "rendering.height": "Tinggi tangkapan layar (piksel)",
    "rendering.requests_refused": "Permintaan halaman yang ditolak saat digambar",
    "models": "Versi model",
    "live.at": "Diambil lagi",
    "live.status": "Status saat diambil lagi",
    "given_by": "Diberikan oleh (peran)",
    "received_by": "Diterima oleh (pengguna)",
    "device": "Perangkat",
    "software": "Perangkat lunak",
}
"""what `facts.txt` says of which fact"""


def _at(facts: Mapping[str, Any], path: str) -> Any:
    value: Any = facts
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _said(value: Any) -> str:
    if isinstance(value, Mapping) and {"utc", "local", "zone"} <= value.keys():
        return f"{value['utc']} (UTC) = {value['local']} ({value['zone']})"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {inner}" for name, inner in value.items() if inner)
    if isinstance(value, list | tuple):
        return ", ".join(_said(one) for one in value)
    return str(value)
