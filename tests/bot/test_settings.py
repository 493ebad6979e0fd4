"""Settings: what is unsafe or half said does not start, and says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.settings import TEAMS_HOSTS, Settings, is_loopback, read_settings
from handlers.network import Kept
from tests.bot.door import LOCAL, settings
from tests.teams_wire.activities import TENANT

SECRET = "hemmelig-nøgle-8472"
NAMES = [str(field.validation_alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without any setting and a folder without `.env`."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_said_is_local_development_on_this_machine() -> None:
    nothing = Settings()
    assert nothing.local
    assert nothing.bind == "127.0.0.1"
    assert nothing.tenants == frozenset()


def test_production_listens_everywhere_and_lets_its_own_tenant_in() -> None:
    production = settings()
    assert not production.local
    assert production.bind == "0.0.0.0"  # noqa: S104
    assert production.tenants == {TENANT}
    assert production.service_hosts == TEAMS_HOSTS


UNSAFE: dict[str, tuple[dict[str, Any], str]] = {
    "no tenant": ({"app_tenant": ""}, "MicrosoftAppTenantId is missing"),
    "no secret": ({"app_password": ""}, "MicrosoftAppPassword is missing"),
    "a secret without an app": ({"app_id": ""}, "MicrosoftAppId is missing"),
    "a tenant without an app": ({"app_id": "", "app_password": ""}, "MicrosoftAppId is missing"),
    "public without an app": (LOCAL | {"host": "0.0.0.0"}, "HOST is public"),  # noqa: S104
    "a public name without an app": (LOCAL | {"host": "bot.skole.example"}, "HOST is public"),
    "MultiTenant": ({"app_type": "MultiTenant"}, "MicrosoftAppType must be"),
    "a misspelt type": ({"app_type": "singletenant"}, "MicrosoftAppType must be"),
    "no type": ({"app_type": ""}, "MicrosoftAppType must be"),
    "invented people in production": ({"demo": True}, "DEMO"),
    "a port that is none": ({"port": 70_000}, "65535"),
    "a beat that never comes": ({"beat_seconds": 0}, "greater than 0"),
    "a beat once a day": ({"beat_seconds": 86_400}, "less than or equal to 30"),
    "an endless beat": ({"beat_seconds": float("inf")}, "less than or equal to 30"),
    "open at night": ({"always_open": True}, "ALWAYS_OPEN"),
    "deadlines that hurry": ({"time_scale": 60}, "TIME_SCALE"),
    "any service": ({"service_hosts": "*"}, "name hosts one by one"),
    "half the world's services": ({"service_hosts": "*.com"}, "name hosts one by one"),
    "any link": ({"link_hosts": "emu.dk,*"}, "name hosts one by one"),
    "a service by a pattern": ({"service_hosts": "[a-z]*.example.com"}, "name hosts one by one"),
    "keys over an open line": ({"openid_metadata": "http://login.botframework.com/x"}, "must begin with https"),
    "the secret over an open line": ({"login_url": "http://login.microsoftonline.com"}, "must begin with https"),
    "questions for ever": ({"questions_days": 91}, "less than or equal to 90"),
    "notes for ever": ({"notes_days": 10_000}, "less than or equal to 90"),
    "an audit log that is gone at once": ({"audit_days": 1}, "greater than or equal to 30"),
}


@pytest.mark.parametrize("case", UNSAFE)
def test_what_is_unsafe_does_not_start(case: str) -> None:
    changes, says = UNSAFE[case]
    with pytest.raises(ValidationError, match=says):
        settings(**changes)


def test_a_managed_identity_needs_no_secret() -> None:
    assert settings(app_type="UserAssignedMSI", app_password="").app_type == "UserAssignedMSI"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_this_machine_may_be_named(host: str) -> None:
    assert settings(**LOCAL, host=host).bind == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "localhost.evil.example", "", "127.0.0.1.evil.example"])  # noqa: S104
def test_what_is_not_this_machine(host: str) -> None:
    assert not is_loopback(host)


def test_read_from_the_environment_by_its_own_names(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "MicrosoftAppId": "app",
        "MicrosoftAppPassword": SECRET,
        "MicrosoftAppTenantId": "own",
        "ALLOWED_TENANTS": " one, two ,,",
        "PORT": "8080",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    found = read_settings()
    assert (found.app_id, found.port) == ("app", 8080)
    assert found.tenants == {"one", "two"}
    assert found.app_password.get_secret_value() == SECRET


def test_how_long_things_are_kept_is_read_and_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from app import _policy

    usual = _policy(read_settings()).kept
    assert usual == Kept()
    for name, days in {"QUESTIONS_DAYS": "14", "NOTES_DAYS": "7", "LETTERS_DAYS": "30", "AUDIT_DAYS": "180"}.items():
        monkeypatch.setenv(name, days)
    kept = _policy(read_settings()).kept
    assert [span.days for span in (kept.questions, kept.notes, kept.letters, kept.audit)] == [14, 7, 30, 180]


def test_read_from_a_file() -> None:
    Path(".env").write_text("MicrosoftAppId=app\nMicrosoftAppPassword=x\nMicrosoftAppTenantId=own\nUNKNOWN=1\n")
    assert read_settings().app_id == "app"


def test_the_secret_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert SECRET not in repr(settings(app_password=SECRET))
    assert SECRET not in settings(app_password=SECRET).model_dump_json()
    monkeypatch.setenv("MicrosoftAppPassword", SECRET)
    monkeypatch.setenv("PORT", SECRET)
    with pytest.raises(SystemExit) as ended:
        read_settings()
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert SECRET not in told
    assert told.startswith("Cannot start: PORT")


def test_every_mistake_is_told_in_a_line_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("BEAT_SECONDS", "-1")
    with pytest.raises(SystemExit):
        read_settings()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("Cannot start: ") for line in lines)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        setattr(settings(), "port", 1)  # noqa: B010 - the types know it too
