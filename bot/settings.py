"""Settings, read once from the environment (or `.env`), validated together; unsafe combinations refuse to start."""

from __future__ import annotations

import ipaddress
import re
import sys
from datetime import date
from functools import lru_cache
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from knowledge import embedders

Kind = TypeVar("Kind", bound=BaseSettings)
Names = Annotated[frozenset[str], NoDecode]

HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+")
TEAMS_HOSTS = frozenset({"smba.trafficmanager.net", "*.botframework.com", "smba.infra.teams.microsoft.com"})
FILE_HOSTS = frozenset({"*.sharepoint.com"})
"""Where Teams keeps the files of a chat: OneDrive for work is `tenant-my.sharepoint.com`."""
LINK_HOSTS = frozenset(
    {
        "teams.microsoft.com",
        "emu.dk",
        "www.emu.dk",
        "dcum.dk",
        "www.dcum.dk",
        "www.sst.dk",
        "www.borger.dk",
        "vidensportal.dk",
    }
)


class SearchSettings(BaseSettings):
    """What the search needs to know; the rest need not be in order for `app.py ask`."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", hide_input_in_errors=True, populate_by_name=True, frozen=True
    )

    database_url: str = Field("sqlite:///aldrig-alene.sqlite3", validation_alias="DATABASE_URL")
    semantic_model: str = Field("", validation_alias="SEMANTIC_MODEL")

    @field_validator("semantic_model")
    @classmethod
    def _model_is_there(cls, chosen: str) -> str:
        if chosen:
            try:
                embedders.check(chosen)
            except embedders.NoModel as missing:
                raise ValueError(str(missing)) from missing
        return chosen


class Settings(SearchSettings):
    """The bot's settings. Names in capitals or `MicrosoftApp…` are the environment's."""

    app_id: str = Field("", validation_alias="MicrosoftAppId")
    app_password: SecretStr = Field(SecretStr(""), validation_alias="MicrosoftAppPassword")
    app_tenant: str = Field("", validation_alias="MicrosoftAppTenantId")
    app_type: Literal["SingleTenant", "UserAssignedMSI"] = Field("SingleTenant", validation_alias="MicrosoftAppType")
    host: str = Field("", validation_alias="HOST")
    port: int = Field(3978, validation_alias="PORT", ge=0, le=65535)
    allowed_tenants: Names = Field(frozenset(), validation_alias="ALLOWED_TENANTS")
    service_hosts: Names = Field(TEAMS_HOSTS, validation_alias="SERVICE_HOSTS")
    link_hosts: Names = Field(LINK_HOSTS, validation_alias="LINK_HOSTS")
    file_hosts: Names = Field(FILE_HOSTS, validation_alias="FILE_HOSTS")
    openid_metadata: str = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration", validation_alias="OPENID_METADATA"
    )
    login_url: str = Field("https://login.microsoftonline.com", validation_alias="LOGIN_URL")
    max_body: int = Field(256 * 1024, validation_alias="MAX_BODY_BYTES", ge=1024)
    beat_seconds: float = Field(2.0, validation_alias="BEAT_SECONDS", gt=0, le=30)
    always_open: bool = Field(False, validation_alias="ALWAYS_OPEN")
    time_scale: float = Field(
        1.0, validation_alias="TIME_SCALE", ge=1, le=1e6
    )  # proofs only: deadlines come this much sooner
    coordinators: Names = Field(frozenset(), validation_alias="COORDINATORS")
    heartbeat_url: str = Field("", validation_alias="HEARTBEAT_URL")
    secret_expires: date | None = Field(None, validation_alias="MicrosoftAppPasswordExpires")
    demo: bool = Field(False, validation_alias="DEMO")
    questions_days: int = Field(90, validation_alias="QUESTIONS_DAYS", ge=1, le=90)
    notes_days: int = Field(30, validation_alias="NOTES_DAYS", ge=1, le=90)
    letters_days: int = Field(90, validation_alias="LETTERS_DAYS", ge=7, le=365)
    audit_days: int = Field(365, validation_alias="AUDIT_DAYS", ge=30, le=1825)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", validation_alias="LOG_LEVEL")

    @field_validator("allowed_tenants", "service_hosts", "link_hosts", "file_hosts", "coordinators", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        return frozenset(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("service_hosts", "link_hosts", "file_hosts")
    @classmethod
    def _real_hosts(cls, hosts: frozenset[str]) -> frozenset[str]:
        if wide := sorted(host for host in hosts if not (HOST.fullmatch(host.lower()) or is_loopback(host))):
            raise ValueError(f"name hosts one by one, at most with *. before a name that is yours: not {wide[0]}")
        return hosts

    @field_validator("openid_metadata", "login_url")
    @classmethod
    def _encrypted(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise ValueError("must begin with https://: whoever answers in its place could let anybody in")
        return url

    @field_validator("app_type", mode="before")
    @classmethod
    def _known_type(cls, value: object) -> object:
        if value not in ("SingleTenant", "UserAssignedMSI"):
            raise ValueError(
                "MicrosoftAppType must be SingleTenant or UserAssignedMSI (Microsoft closed MultiTenant in 2025)"
            )
        return value

    @model_validator(mode="after")
    def _safe_together(self) -> Settings:
        if self.app_id and not self.app_tenant:
            raise ValueError("MicrosoftAppTenantId is missing: set the Entra tenant the app is registered in")
        if self.app_id and self.app_type == "SingleTenant" and not self.app_password.get_secret_value():
            raise ValueError("MicrosoftAppPassword is missing: set the app's secret, or use UserAssignedMSI")
        if not self.app_id and (self.app_password.get_secret_value() or self.app_tenant):
            raise ValueError(
                "MicrosoftAppId is missing: set it, or remove the other MicrosoftApp settings for local use"
            )
        if not self.app_id and self.host and not is_loopback(self.host):
            raise ValueError(
                "HOST is public but MicrosoftAppId is missing: without credentials only 127.0.0.1 is allowed"
            )
        if self.time_scale > 1 and self.app_id and not all(map(is_loopback, self.service_hosts)):
            raise ValueError("TIME_SCALE is for proofs on this machine only: remove it")
        if self.always_open and self.app_id and not all(map(is_loopback, self.service_hosts)):
            raise ValueError("ALWAYS_OPEN lets deadlines pass at night and rings people up in it: remove it")
        if self.app_id and self.demo:
            raise ValueError(
                "DEMO loads invented people and is for the local try-out only: remove DEMO or MicrosoftAppId"
            )
        return self

    @property
    def local(self) -> bool:
        """Whether this is development without credentials, on loopback only."""
        return not self.app_id

    @property
    def bind(self) -> str:
        """The address to listen on."""
        return self.host or ("127.0.0.1" if self.local else "0.0.0.0")  # noqa: S104 - guarded by credentials

    @property
    def tenants(self) -> frozenset[str]:
        """Tenants whose people are let in: those named, else the app's own."""
        return self.allowed_tenants or frozenset({self.app_tenant} - {""})


@lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_settings() -> Settings:
    """The settings from the environment; on a mistake says what to do and ends the program with code 2."""
    return _read(Settings)


def read_search_settings() -> SearchSettings:
    """The same, for those of the search alone."""
    return _read(SearchSettings)


def _read(kind: type[Kind]) -> Kind:
    try:
        return kind()
    except ValidationError as wrong:
        for error in wrong.errors():
            where = ".".join(str(part) for part in error["loc"])
            sys.stderr.write(
                f"Cannot start: {where + ': ' if where else ''}{error['msg'].removeprefix('Value error, ')}\n"
            )
        raise SystemExit(2) from None
