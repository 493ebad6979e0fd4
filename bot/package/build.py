"""Builds the Teams app package: one zip that a Teams administrator uploads."""

from __future__ import annotations

import json
import re
import uuid
import zipfile
from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.package import icons

HERE = Path(__file__).parent
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
MADE = (1980, 1, 1, 0, 0, 0)  # the oldest date a zip can hold: the same input gives the same bytes


class Organisation(BaseSettings):
    """Who stands behind the bot, as Teams shows it. The defaults are placeholders: set them before publishing."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True, frozen=True)

    name: str = Field("Kommunens navn", validation_alias="ORGANISATION_NAME", min_length=1, max_length=32)
    website: str = Field("https://kommunen.example/", validation_alias="ORGANISATION_WEBSITE", pattern="^https://")
    privacy: str = Field(
        "https://kommunen.example/privatliv", validation_alias="ORGANISATION_PRIVACY", pattern="^https://"
    )
    terms: str = Field("https://kommunen.example/vilkaar", validation_alias="ORGANISATION_TERMS", pattern="^https://")


def build(app_id: str, host: str, out: Path, organisation: Organisation | None = None) -> Path:
    """Writes the package to `out` and returns it.

    `app_id` is the bot's Entra application (client) id, `host` its public host name.
    ValueError when either is not what it should be.
    """
    manifest = fill(app_id, host, organisation or Organisation())
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2).encode())
        _put(package, "en.json", (HERE / "en.json").read_bytes())
        _put(package, "color.png", icons.colour())
        _put(package, "outline.png", icons.outline())
    return out


def fill(app_id: str, host: str, organisation: Organisation) -> dict[str, Any]:
    """The manifest with the app id, the host and the organisation filled in."""
    id_, domain = _guid(app_id), _host(host)
    manifest: dict[str, Any] = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))
    for part in (*manifest["bots"], *manifest["composeExtensions"]):
        part["botId"] = id_
    developer = {
        "name": organisation.name,
        "websiteUrl": organisation.website,
        "privacyUrl": organisation.privacy,
        "termsOfUseUrl": organisation.terms,
    }
    return manifest | {"id": id_, "developer": developer, "validDomains": [domain]}


def _guid(app_id: str) -> str:
    try:
        return str(uuid.UUID(app_id.strip()))
    except ValueError:
        raise ValueError(
            f"The app id must be a GUID like 00000000-0000-0000-0000-000000000000, not {app_id!r}"
        ) from None


def _host(host: str) -> str:
    name = host.strip().lower().removeprefix("https://").rstrip("/")
    if HOST.fullmatch(name) is None:
        raise ValueError(f"The domain must be a public host name like bot.kommunen.dk, not {host!r}")
    return name


def _put(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    package.writestr(zipfile.ZipInfo(name, MADE), data, zipfile.ZIP_DEFLATED)
