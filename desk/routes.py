"""All routes, in one tuple: each group of pages brings its own."""

from typing import Final

from desk.views import (
    accounts,
    archive,
    claims,
    comments,
    decide,
    entry,
    export,
    help,
    holds,
    incidents,
    item,
    login,
    models,
    quality,
    queue,
    rejections,
    sources,
    trail,
    training,
    upload,
)
from desk.web import Way

WAYS: Final[tuple[Way, ...]] = (
    *login.WAYS,
    *queue.WAYS,
    *holds.WAYS,
    *item.WAYS,
    *archive.WAYS,
    *comments.WAYS,
    *decide.WAYS,
    *claims.WAYS,
    *incidents.WAYS,
    *entry.WAYS,
    *upload.WAYS,
    *sources.WAYS,
    *rejections.WAYS,
    *models.WAYS,
    *quality.WAYS,
    *training.WAYS,
    *trail.WAYS,
    *export.WAYS,
    *accounts.WAYS,
    *help.WAYS,
)
