"""A small store with one case that two people have approved, with real evidence files, to be packaged."""

import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cases.evidence.manifest import Listed, make_manifest
from cases.evidence.places import folder
from cases.package.container import write_container
from cases.package.make import Sealed, make_package
from cases.package.records import SEAL, SUMS, Seal, written
from cases.seals import MANIFEST
from cases.seals import SIGNATURE as SIGNATURE_FILE
from cases.signing import fingerprint, key_pem, public_key, sign
from core import clock
from core.canonical import canonical, sha256
from core.keys import SIGNATURE, load_key
from core.settings import Settings
from desk.people.database import Database
from pipeline.store import Store
from tests.cases.made import NOON, Made, approved_case

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
SECRET = "Akun karangan @contoh_saja"  # what tests.cases.made gives as the party's identity


@dataclass(frozen=True)
class Office:
    """A data folder with a store and a case."""

    store: Store
    settings: Settings
    made: Made

    def package(self, out: Path | None = None) -> Sealed:
        return make_package(
            self.store,
            self.settings,
            self.made.case_id,
            out,
            signers=self.made.signers,
            names=self.made.names,
            by_user="operator",
        )


def office(data: Path, **told: Any) -> Office:
    """`told`: settings besides the data folder."""
    clock.fix(NOW)
    settings = Settings(data=data, **told)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(settings.database)
    store.migrate()
    with store.writing() as db:
        db.execute(
            "INSERT INTO items VALUES ('i-1', 0, 's-1', 'kabar-karangan', 'post', 'Ajakan ke kantor desa', "
            "'Bakar kantor desa besok', 'id', '', ?, ?, false, 'h', 'r')",
            [NOON, NOON],
        )
        db.execute(
            "INSERT INTO private.originals VALUES ('i-1', 0, 'https://t.example/contoh_saja/7', 'Ajakan', "
            "'Bakar', '', '', 0)"
        )
    made = approved_case(
        store,
        settings,
        items=[("s-1", "i-1", 0)],
        evidence=lambda case_id: capture(settings, case_id),
    )
    return Office(store, settings, made)


def copied(one: Office, to: Path) -> Office:
    """The same office in a folder of its own: a test may do with it what it likes."""
    clock.fix(NOW)
    settings = one.settings.model_copy(update={"data": Path(shutil.copytree(one.settings.data, to))})
    people = Database(to / "desk.sqlite")
    return Office(Store(settings.database), settings, replace(one.made, people=people, settings=settings))


def capture(settings: Settings, case_id: str, evidence_id: str = "e-1") -> Mapping[str, Any]:
    """Write a piece of evidence as the system does; the data of its entry."""
    facts = {"captured_at": NOON.isoformat(), "software": {"pantau": "uji"}}
    contents = {
        "facts.json": (canonical(facts), "application/json", False),
        "text.txt": ("Bakar kantor desa besok! 🔥".encode(), "text/plain", True),
    }
    listed = [
        Listed(name=name, sha256=sha256(raw), size=len(raw), media_type=media_type, personal=personal)
        for name, (raw, media_type, personal) in contents.items()
    ]
    manifest, signature = make_manifest(
        case_id=case_id,
        evidence_id=evidence_id,
        kind="capture",
        facts=facts,
        files=listed,
        key=load_key(settings.keys, SIGNATURE),
    )
    place = folder(settings, case_id, evidence_id)
    place.mkdir(mode=0o700, parents=True)
    for name, (raw, _, _) in contents.items():
        (place / name).write_bytes(raw)
    (place / "manifest.json").write_bytes(manifest)
    (place / "manifest.sig").write_bytes(signature)
    return {
        "evidence": evidence_id,
        "kind": "capture",
        "captured_at": NOON.isoformat(),
        "files": [asdict(one) for one in listed],
        "manifest": sha256(manifest),
        "item": "i-1",
        "revision": 0,
        "lacks": ["no_chromium"],
    }


Parts = dict[str, bytes]


def parts_of(path: Path) -> Parts:
    """The files of a package, in order."""
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}


def put(path: Path, parts: Parts) -> Path:
    """Write a package of these files, well-formed as a container."""
    with path.open("wb") as file:
        write_container(file, list(parts.items()))
    return path


def resealed(parts: Parts, private: bytes) -> Parts:
    """The same files, sealed anew by whoever holds this key: whole in itself."""
    public = public_key(private)
    own = {name: raw for name, raw in parts.items() if name not in (MANIFEST, SIGNATURE_FILE, SEAL)}
    own["desk-key.pem"] = key_pem(public)
    sums = "".join(f"{sha256(raw)}  {name}\n" for name, raw in own.items() if name != SUMS)
    own[SUMS] = sums.encode()
    told = json.loads(parts[MANIFEST])
    log = own["custody.jsonl"].splitlines()
    manifest = canonical(
        {
            **told,
            "desk_key": fingerprint(public),
            "custody_head": json.loads(log[-1])["hash"],
            "custody_entries": len(log),
            "files": [{"name": name, "sha256": sha256(raw), "size": len(raw)} for name, raw in own.items()],
        }
    )
    seal = Seal(manifest=sha256(manifest), state="none", reason="", stamp="", signature="")
    signed = seal.model_copy(update={"signature": sign(private, seal.message())})
    return {
        **own,
        MANIFEST: manifest,
        SIGNATURE_FILE: sign(private, manifest).encode(),
        SEAL: written(signed),
    }
