"""Messages of chats: Telegram Desktop's export of one chat, and text copied out of WhatsApp.

Names and numbers of members go no further than `Post.author`, which becomes an author key.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from core.tables import parse_json, parse_json_at
from crawlers.presets import ExportError, Post, as_text, moment
from crawlers.tables import Broken, read_text

UNKNOWN_ORIGIN = "diteruskan (asal tidak disimpan: mungkin nama orang)"
_OPEN_CHATS = frozenset(
    {"public_channel", "public_supergroup", "private_channel", "private_supergroup", "private_group"}
)
_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_BAD_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_WHITE = re.compile(r"[\s,]*")

_DATE = r"(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})"
_TIME = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\b\.?)?"
_STAMP = rf"(?:{_DATE},? {_TIME}|{_TIME}, {_DATE})"
_SAID = re.compile(
    rf"^\u200e?(?:\[(?P<a>{_STAMP})\]|(?P<b>{_STAMP}) [-–]) (?:(?P<who>[^:\n]{{1,80}}): )?"  # WhatsApp
    rf"|^(?P<name>[^\[\]\n]{{1,80}}), \[(?P<c>{_STAMP})\]:?\n",  # Telegram Desktop
    re.M,
)
_MENTION = re.compile(
    r"@(?:\u2068[^\u2069\n]{1,80}\u2069|\+?\d[\d\s-]{7,16}\d)"
)  # of a member, by name or number
_MEDIA = (
    "gambar|foto|video|audio|stiker|gif|dokumen|media|kartu kontak|pesan suara|pesan video|catatan video"
    "|image|photo|sticker|document|contact card|video note"
)
_NOT_SAID = re.compile(
    r"^[\u200e\u200f ]*+(?:"
    r"<(?:media tidak disertakan|media omitted)>"
    r"|[^\n]*\.\w{2,5} \((?:file terlampir|berkas terlampir|file attached)\)"  # Android, with the medium
    r")[ \t]*$"
    r"|\u200e?<(?:terlampir|lampiran|attached): [^>\n]+>"  # iOS, with the medium
    r"|\u200e?<(?:pesan ini (?:telah )?diedit|this message was edited)>"
    r"|^[^\n]+ \u200e(?:dokumen tidak disertakan|document omitted)[ \t]*$"  # after its name
    rf"|\u200e(?:{_MEDIA}) (?:tidak disertakan|omitted)[ \t]*$",  # iOS, without the medium
    re.I | re.M,
)  # what WhatsApp writes into a message; a caption may stand beside it
_NOTHING_SAID = re.compile(
    rf"(?:{_MEDIA}) (?:tidak disertakan|omitted)"
    r"|pesan ini (?:telah )?dihapus|(?:anda|kamu) (?:telah )?menghapus pesan ini"
    r"|this message was deleted|you deleted this message",
    re.I,
)  # the same where it is all of the message
_HEADER = re.compile(r"^(asal|diterima|tautan|tempat)\s*:\s*(.*)$", re.I)


def read_telegram(path: Path) -> Iterator[Post | Broken | None]:
    """The messages of `result.json`; None for what is no message (somebody joined, a pin).

    Of a chat between persons only forwarded messages are taken, those that somebody sent in as a tip.
    Raises ExportError if the file is not the export of one chat.
    """
    text = read_text(path)
    if "\\x" in text:
        text = _BAD_ESCAPE.sub(r"\1\\u00\2", text)
    begin = _MESSAGES.search(text)
    at = begin.end() if begin else 0
    return _telegram_messages(text, at, _chat(path, text[:at]))


def _telegram_messages(text: str, at: int, chat: dict[str, Any]) -> Iterator[Post | Broken | None]:
    line = text.count("\n", 0, at) + 1
    while True:
        start = _WHITE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing at least
        line += text.count("\n", at, start)
        if text[start : start + 1] == "]":
            return
        try:
            message, end = parse_json_at(text, start)
        except json.JSONDecodeError as error:
            detail = f"baris {error.lineno}, kolom {error.colno}: JSON terpotong; ekspor lagi"
            yield Broken(line, "torn_line", detail)
            return
        yield _telegram_post(line, message, chat)
        line += text.count("\n", start, end)
        at = end


def _chat(path: Path, head: str) -> dict[str, Any]:
    remedy = "di Telegram Desktop buka satu kanal atau grup, Export chat history, format JSON"
    try:
        chat = parse_json(head + "]}")
    except json.JSONDecodeError:
        raise ExportError(f"{path.name}: bukan ekspor satu obrolan Telegram; {remedy}") from None
    if not isinstance(chat.get("type"), str) or "id" not in chat:
        raise ExportError(f"{path.name}: ekspor Telegram tanpa type dan id; {remedy}")
    return dict(chat)


def _telegram_post(line: int, message: Any, chat: dict[str, Any]) -> Post | Broken | None:
    if not isinstance(message, dict) or "id" not in message:
        return Broken(line, "not_an_object", f"baris {line}: bukan pesan Telegram; ekspor lagi")
    if message.get("type") != "message":
        return None
    origin = _origin(message)
    if chat["type"] not in _OPEN_CHATS and not origin:
        return Broken(line, "private_message", f"baris {line}: pesan pribadi, bukan terusan; tidak diimpor")
    number = as_text(message["id"])
    open_link = chat["type"].endswith(("channel", "supergroup"))
    return Post(
        line=line,
        text=_telegram_text(message.get("text")),
        id=f"{chat['id']}/{number}",
        url=f"https://t.me/c/{chat['id']}/{number}" if open_link else "",
        author=as_text(message.get("from_id")) or as_text(message.get("from")),
        published_at=moment(as_text(message.get("date_unixtime")) or as_text(message.get("date"))),
        updated_at=moment(as_text(message.get("edited_unixtime")) or as_text(message.get("edited"))),
        forwarded_from=origin,
    )


def _telegram_text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    parts = []
    for part in value if isinstance(value, list) else []:
        if isinstance(part, str):
            parts.append(part)
        elif isinstance(part, dict):
            # A mention by name shows the member's name, with nothing by which masking could know it.
            named = part.get("type") == "mention_name"
            parts.append("[@akun]" if named else as_text(part.get("text")))
    return "".join(parts).strip()


def _origin(message: dict[str, Any]) -> str:
    """Where a message was forwarded from: the name of a channel or group; of a person only that it was."""
    if "forwarded_from" not in message and "forwarded_from_id" not in message:
        return ""
    known = as_text(message.get("forwarded_from_id")).startswith(("channel", "chat"))
    name = as_text(message.get("forwarded_from")).strip()
    return name if known and name else UNKNOWN_ORIGIN


def read_copied(path: Path) -> Iterator[Post | Broken | None]:
    """Messages as copied from WhatsApp or Telegram, or one plain message; lines "Asal: ..." may stand above.

    None for a line of the application itself ("Budi menambahkan Siti"), which holds names, and for what
    stands in place of a picture or of a deleted message.
    """
    text = read_text(path)
    header, body, offset = _header(text)
    said = list(_SAID.finditer(body))
    if not said:
        yield _copied_post(offset + 1, body, "", header, "")
        return
    if before := body[: said[0].start()].strip():
        yield _copied_post(offset + 1, before, "", header, "")
    line, at = offset + 1, 0
    for place, this in enumerate(said):
        end = said[place + 1].start() if place + 1 < len(said) else len(body)
        line += body.count("\n", at, this.start())
        at = this.start()
        who = this["who"] or this["name"]
        if who is None:
            yield None
        else:
            stamp = this["a"] or this["b"] or this["c"]
            words = _said(body[this.end() : end])
            yield None if words is None else _copied_post(line, words, who, header, stamp)


def _said(message: str) -> str | None:
    """The message without WhatsApp's own words in it; None if it is nothing else."""
    words = _NOT_SAID.sub("", message)
    bare = words.strip("\u200e\u200f \t\n").removesuffix(".")
    if _NOTHING_SAID.fullmatch(bare) or (not bare and words != message):
        return None
    return words


def unwrapped(text: str) -> str:
    """What somebody pasted by hand: messages lose the names and times of their senders, all else stays.

    Lines of the application itself ("Budi menambahkan Siti") go, since they are nothing but names.
    """
    said = list(_SAID.finditer(text))
    parts = [text[: said[0].start()] if said else text]
    for place, this in enumerate(said):
        if this["who"] or this["name"]:
            parts.append(text[this.end() : said[place + 1].start() if place + 1 < len(said) else len(text)])
    return _MENTION.sub("[@akun]", "\n".join(part.strip() for part in parts)).strip()


def _header(text: str) -> tuple[dict[str, str], str, int]:
    """The lines "Asal: ..." at the top, the text below, and how many lines those were.

    A lone "Tempat: ..." is one only before a copied message: else a call to meet may begin so.
    """
    lines = text.splitlines(keepends=True)
    found: dict[str, str] = {}
    used = 0
    for line in lines:
        match = _HEADER.match(line.strip())
        if match is None:
            break
        found[match[1].lower()] = match[2].strip()
        used += 1
    below = "".join(lines[used:])
    if found.keys() == {"tempat"} and not _SAID.match(below.lstrip()):
        return {}, text, 0
    return found, below, used


def _copied_post(line: int, text: str, author: str, header: dict[str, str], stamp: str) -> Post:
    return Post(
        line=line,
        text=_MENTION.sub("[@akun]", text).strip(),
        url=header.get("tautan", ""),
        author=author.strip(),
        published_at=_moment_of(stamp) or header.get("diterima", ""),
        place=header.get("tempat", ""),
        forwarded_from=header.get("asal", ""),
    )


def _moment_of(stamp: str) -> str:
    """ "12/11/24 08.15", "08.15, 12/11/2024" as ISO 8601 without zone; empty without a year.

    The day comes first, as Indonesian telephones write it; with AM or PM the month does.
    """
    after = stamp.partition(", ")[2]
    dated = after if re.search(r"[/-]|\d{4}", after) else stamp  # "08.15.30, 12/11/2026"
    date = re.search(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})", dated)
    if date is None:
        return ""
    time = re.search(r"(\d{1,2})[.:](\d{2})", stamp.replace(date[0], " "))
    half = re.search(r"([AaPp])\.?\s?[Mm]\b", stamp)
    first, second, third = (int(part) for part in date.groups())
    year, month, day = (first, second, third) if len(date[1]) == 4 else (third, second, first)
    if half and len(date[1]) != 4:
        month, day = day, month
    hour, minute = (int(time[1]), int(time[2])) if time else (0, 0)
    if half:
        hour = hour % 12 + (12 if half[1] in "Pp" else 0)
    try:
        return datetime(year + 2000 if year < 100 else year, month, day, hour, minute).isoformat(
            "T", "minutes"
        )
    except ValueError:
        return ""
