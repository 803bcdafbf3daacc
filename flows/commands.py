"""`pantau sources ...` and `pantau claims ...`: thin calls into the rooms, which are imported inside them."""

from pathlib import Path
from typing import Annotated

import typer

from core.console import progress
from core.record import Claim
from core.settings import Profile, settings

sources_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="What is crawled, and how healthy it is."
)
claims_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The library of checked claims.")

ProfileOption = Annotated[
    Profile | None, typer.Option(help="sample or live; by default the data folder's own, else sample")
]


def tell_sample(profile: Profile | None) -> None:
    """Say that a folder which was never used becomes the sample's for good, where nobody names a profile."""
    from pipeline.store import folder_profile

    if profile is None and folder_profile(settings()) is None:
        typer.echo(
            f"{settings().data} menjadi folder contoh (profil sample); data nyata memerlukan folder lain "
            "(PANTAU_DATA) dan --profile live",
            err=True,
        )


@sources_app.command("list")
def sources_list(profile: ProfileOption = None) -> None:
    """Every source with its kind, last round and health. Looking makes nothing.

    Example: pantau sources list --profile live
    """
    from flows.lateness import late_sources, late_words
    from flows.workspace import stored_sources
    from pipeline.show import console, show_sources

    sources, unusable, health = stored_sources(settings(), profile)
    rows = [(one.id, one.kind.value, one.title, one.disabled or "") for one in sources.values()]
    show_sources(rows, unusable, {one.source_id: one for one in health}, settings().zone, console())
    if late := late_sources(settings()):
        typer.echo(late_words(late, settings()))


@sources_app.command("check")
def sources_check(
    sources: Annotated[list[str] | None, typer.Argument(help="ids of sources; by default all")] = None,
    profile: ProfileOption = None,
) -> None:
    """Fetch each source once and tell whether it is healthy, and what to do if not. Exit 1 if one is not.

    Example: pantau sources check klausa --profile live
    """
    from flows.start import check_sources
    from pipeline.show import console, show_check

    tell_sample(profile)
    with progress("memeriksa") as report:
        reports = check_sources(settings(), profile, sources or [], report)
    show_check(reports, console())
    if any(one.status != "healthy" for one in reports):
        raise typer.Exit(1)


@sources_app.command("new")
def sources_new(
    id: Annotated[str, typer.Argument(help="the file's name without .yml")],
    url: Annotated[str, typer.Option(help="where the crawl starts")],
    kind: Annotated[
        str, typer.Option(help="feed, sitemap, wordpress, listing, telegram, factcheck or file")
    ] = "feed",
) -> None:
    """A scaffold for one more source; what a person must fill in is marked.

    Example: pantau sources new kabar-baru --url https://kabar-baru.id/feed/
    """
    from crawlers.check import new_source

    path = new_source(id, kind, url, settings().sources)
    typer.echo(f"{path}: isi yang ditandai, lalu: pantau sources check {id} --profile live")


@claims_app.command("sync")
def claims_sync(profile: ProfileOption = None) -> None:
    """Crawl the fact-checkers and take in their claims.

    Example: pantau claims sync
    """
    from flows.start import sync_claims
    from pipeline.show import console, show_round

    tell_sample(profile)
    show_round(sync_claims(settings(), profile), console())


@claims_app.command("import")
def claims_import(
    file: Annotated[Path, typer.Argument(help="CSV with claim, rating, url, publisher, date")],
    profile: ProfileOption = None,
) -> None:
    """Take in claims from a CSV; one that is there already gets the rating that the file has.

    Example: pantau claims import claims.csv --profile live
    """
    from flows.late_claims import keep_claims
    from pipeline.claims import read_claims

    claims = read_claims(file, must_be_rated=True)
    tell_sample(profile)
    kept = keep_claims(settings(), claims, profile)
    typer.echo(
        f"{len(claims)} klaim dibaca, {kept.added} baru, {len(kept.rerated)} berganti penilaian; "
        f"{kept.stories} cerita berubah" + (f"; {kept.withdrawn} pernah ditarik" if kept.withdrawn else "")
    )
    for before, now in kept.rerated:
        typer.echo(f"  {_rating(before)} menjadi {_rating(now)}: {now.text}")


@claims_app.command("list")
def claims_list(
    words: Annotated[list[str] | None, typer.Argument(help="only claims that hold all these words")] = None,
    limit: Annotated[int, typer.Option(help="how many at most; the latest first", min=1)] = 50,
) -> None:
    """The claims of the library: id, rating, day, publisher, what is asserted. Looking makes nothing.

    Example: pantau claims list surat suara
    """
    from flows.late_claims import find_claims

    found = find_claims(settings(), " ".join(words or []))
    for one in found[:limit]:
        day = f"{one.published_at.astimezone(settings().zone):%Y-%m-%d}" if one.published_at else "-"
        typer.echo(f"{one.id}  {_rating(one)}  {day}  {one.publisher or '-'}  {one.text}")
    if len(found) > limit:
        typer.echo(f"{len(found) - limit} klaim lagi; tambah kata, atau --limit")
    if not found:
        typer.echo("tidak ada klaim yang cocok")


@claims_app.command("withdraw")
def claims_withdraw(
    id: Annotated[str, typer.Argument(help="as `pantau claims list` shows it")],
    reason: Annotated[str, typer.Option(help="why; kept with what the claim was")],
    profile: ProfileOption = None,
) -> None:
    """Take a claim out of the library for good: it matches nothing more, and no round brings it back.

    Example: pantau claims withdraw 3f0c2ab19d7e5a40 --reason "diterbitkan keliru"
    """
    from flows.late_claims import withdraw_claim

    stories = withdraw_claim(settings(), id, reason, profile)
    typer.echo(f"klaim {id} ditarik; {stories} cerita berubah")


@claims_app.command("add")
def claims_add(
    claim: Annotated[str, typer.Option(help="what is asserted, in one sentence")],
    rating: Annotated[
        str,
        typer.Option(
            help='as the fact-checker put it: Salah, Menyesatkan, Benar ...; "" if nobody has rated it'
        ),
    ],
    url: Annotated[str, typer.Option(help='address of the fact check; "" if it has none')],
    publisher: Annotated[str, typer.Option(help="who checked it")],
    date: Annotated[str, typer.Option(help="when it was published, 2026-11-20")] = "",
    profile: ProfileOption = None,
) -> None:
    """Add one checked claim, or rate one that is there already anew.

    Example: pantau claims add --claim "TPS 12 ditutup" --rating Salah --url https://contoh.id --publisher X
    """
    from flows.late_claims import keep_claims
    from pipeline.claims import make_claim, must_stand_alone

    made = make_claim(claim=claim, rating=rating, url=url, publisher=publisher, date=date)
    must_stand_alone(made)
    tell_sample(profile)
    kept = keep_claims(settings(), (made,), profile)
    done = "ini pernah ditarik, tidak ditambahkan" if kept.withdrawn else "ini sudah ada"
    done = "ditambahkan" if kept.added else done
    for before, now in kept.rerated:
        done += f", penilaiannya diganti: {_rating(before)} menjadi {_rating(now)}"
    typer.echo(f"klaim {done}; {kept.stories} cerita berubah")


def _rating(claim: Claim) -> str:
    return claim.rating or "belum dinilai"
