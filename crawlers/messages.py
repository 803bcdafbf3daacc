"""Messages of chats: Telegram Desktop's export of one chat, and text copied out of WhatsApp.

Names and numbers of members go no further than `Post.author`, which becomes an author key.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.tables import parse_json, parse_json_at
from crawlers.presets import ExportError, Post, as_text, moment
from crawlers.stamps import STAMP, WORDED, moments
from crawlers.tables import Broken, read_text

UNKNOWN_ORIGIN = "diteruskan (asal tidak disimpan: mungkin nama orang)"
_OPEN_CHATS = frozenset(
    {"public_channel", "public_supergroup", "private_channel", "private_supergroup", "private_group"}
)
_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_BAD_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_WHITE = re.compile(r"[\s,]*")

_SAID = re.compile(
    r"^[ \t>]*+\u200e?"  # quoted or set in, as a mail does
    rf"(?:\[(?P<a>{STAMP})\]|(?P<b>{STAMP}) [-–—]) (?:(?P<who>[^:\n]{{1,80}}):(?: |$))?"  # WhatsApp
    rf"|^(?P<name>[^\[\]\n]{{1,80}}), \[(?P<c>{STAMP}|{WORDED})\]:?\n",  # Telegram
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
    r"<[^<>\n]{1,40} (?:tidak disertakan|omitted)>"
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
    r"|(?:pesan ini (?:telah )?dihapus|this message was deleted)"
    r"(?: (?:oleh|by) admin (?-i:~[^,;!?]{1,40}|[A-Z\d+@\u202a\u2068][^\s,;!?]*(?: [A-Z\d][^\s,;!?]*){0,5}))?"
    r"|(?:anda|kamu) (?:telah )?menghapus pesan ini|you deleted this message"
    r"|null|menunggu pesan ini|waiting for this message"  # of what is shown once, or came not through
    r"|panggilan (?:suara|video)(?: grup)? tak terjawab|missed (?:group )?(?:voice|video) call"
    r"|(?:lokasi|location): https://maps\.google\.com/\S+"
    r"|lokasi (?:langsung|terkini) dibagikan|live location shared",
    re.I,
)  # the same where it is all of the message
_MARKED = re.compile(r"(?:[^:\n]{1,80}: )?\u200e(?!POLL(?:ING)?:)")  # the name of a group may hold a colon
_DONE = re.compile(
    r" (?:mengubah|menambahkan|mengeluarkan|menyematkan|membuat grup|bergabung menggunakan"
    r"|changed|added|removed|pinned|created group|joined using) "
)
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
        text=_telegram_text(message.get("text")) or _question(message.get("poll")),
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


def _question(poll: Any) -> str:
    """What a poll asks, which stands in no text."""
    return _telegram_text(poll.get("question")) if isinstance(poll, dict) else ""


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
        yield _copied_post(offset + 1, body, "", header)
        return
    if before := body[: said[0].start()].strip():
        yield _copied_post(offset + 1, before, "", header)
    stamps = [this["a"] or this["b"] or this["c"] for this in said]
    times = moments(stamps)
    line, at = offset + 1, 0
    for place, this in enumerate(said):
        end = said[place + 1].start() if place + 1 < len(said) else len(body)
        line += body.count("\n", at, this.start())
        at = this.start()
        who = this["who"] or this["name"]
        if who is None:
            yield None
        else:
            words = _said(this, body[this.end() : end])
            when = times[place] or header.get("diterima", "") or stamps[place]
            yield None if words is None else _copied_post(line, words, who, header, when)


def _said(sender: re.Match[str], message: str) -> str | None:
    """The message without WhatsApp's own words in it; None if it is nothing else."""
    words = _NOT_SAID.sub("", message)
    bare = words.strip("\u200e\u200f \t\n").removesuffix(".")
    if _NOTHING_SAID.fullmatch(bare) or (not bare and words != message) or _is_own(sender, words):
        return None
    return words


def _is_own(sender: re.Match[str], words: str) -> bool:
    """Whether a line that seems to have a sender is WhatsApp's own.

    An iPhone writes a group or a member before each, and a mark that no message begins with; elsewhere what
    stands before a colon may be what somebody did (`Budi mengubah subjek dari "Info: Warga"`).
    """
    if sender["a"]:
        return _MARKED.match(words) is not None
    who = (sender["b"] and sender["who"]) or ""
    return who.count('"') % 2 == 1 or who.count("“") != who.count("”") or _DONE.search(who) is not None


def unwrapped(text: str) -> str:
    """What somebody pasted by hand: messages lose the names and times of their senders, all else stays.

    Lines of the application itself ("Budi menambahkan Siti") go, since they are nothing but names.
    """
    said = list(_SAID.finditer(text))
    parts = [text[: said[0].start()] if said else text]
    for place, this in enumerate(said):
        message = text[this.end() : said[place + 1].start() if place + 1 < len(said) else len(text)]
        if (this["who"] or this["name"]) and not _is_own(this, _NOT_SAID.sub("", message)):
            parts.append(message)
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
        if match is not None:
            found[match[1].lower()] = match[2].strip()
        elif found or line.strip():
            break
        used += 1
    below = "".join(lines[used:])
    if found.keys() == {"tempat"} and not _SAID.match(below.lstrip()):
        return {}, text, 0
    return found, below, used


def _copied_post(line: int, text: str, author: str, header: dict[str, str], when: str = "") -> Post:
    return Post(
        line=line,
        text=_MENTION.sub("[@akun]", text).strip(),
        url=header.get("tautan", ""),
        author=author.strip(),
        published_at=when or header.get("diterima", ""),
        place=header.get("tempat", ""),
        forwarded_from=header.get("asal", ""),
    )
