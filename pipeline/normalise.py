"""Stage: the text as it is shown, masked, with its language."""

from dataclasses import replace

from core.record import Annotated, Item, Private
from core.text import mask
from core.text import normalise as display_form
from pipeline.context import Context
from pipeline.language import detect


def normalise(batch: list[Annotated], context: Context) -> list[Annotated]:
    """Title and text normalised and masked, language set. The original stays in `private` alone.

    Running it again changes nothing.
    """
    items = [_shown(each.item) for each in batch]
    languages = detect([f"{item.title}\n{item.text}" for item in items])
    return [
        replace(each, item=replace(item, language=language), private=_original(each))
        for each, item, language in zip(batch, items, languages, strict=True)
    ]


def _shown(item: Item) -> Item:
    return replace(item, title=mask(display_form(item.title)), text=mask(display_form(item.text)))


def _original(each: Annotated) -> Private:
    """The private part, which takes the original over where the extraction left it out."""
    if each.private.title or each.private.text:
        return each.private
    return replace(each.private, title=each.item.title, text=each.item.text)
