"""Aldrig alene: where the parts meet. `python app.py` serves; `python app.py --help` lists the commands."""

from __future__ import annotations

import bot.bootstrap  # noqa: F401 - first: sets up what is missing

# isort: split
import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp import web

from bot import cli, devchat, replica
from bot.adapter import TeamsAdapter
from bot.cards import Ink
from bot.clock import Clock
from bot.connector import Connector
from bot.credentials import Credentials
from bot.endpoint import ENDPOINT, Endpoint, add_routes
from bot.files import Files
from bot.guard import Guard
from bot.keys import SigningKeys
from bot.package.build import Organisation
from bot.postman import Postman
from bot.settings import Settings
from bot.texts import texts
from bot.turn import Turn
from handlers import meaning, members, upkeep
from handlers.errands import Hands
from handlers.network import Kept, Network, Policy
from handlers.shelves import Library, build_shelf
from handlers.understand import understand
from handlers.work import Workshop
from knowledge import embedders
from knowledge import people as directory
from knowledge.calendar import SchoolTime
from knowledge.catalogue import starter
from knowledge.privacy import scrub
from knowledge.semantic import Ear
from knowledge.store import editions, entries, people
from knowledge.store.engine import Store
from knowledge.store.migrate import upgrade

_FIRST = ("et barn slår de andre", "hvem kan jeg tale med", "vi er kørt fast med en pige på stuen. " * 6)
"""Asked when the bot starts: word lists and patterns, for short and long, are read now and not in somebody's turn."""


def create_app(settings: Settings) -> web.Application:
    """The bot as an aiohttp application; everything is opened on start-up and closed on clean-up."""
    app = web.Application(client_max_size=settings.max_body)
    app.cleanup_ctx.append(lambda app: _parts(app, settings))
    add_routes(app)
    if settings.local:
        devchat.mount(app, settings)
    return app


async def open_network(settings: Settings) -> Network:
    """The store brought up to date and seeded, and the catalogue in memory."""
    store = Store(settings.database_url)
    await upgrade(store)
    now = datetime.now(UTC)
    async with store.write() as tx:
        await entries.seed(tx, starter(), now)
        await editions.renew(tx, now)
        for person in directory.demo() if settings.demo else ():
            await people.insert(tx, person, now)
        version, published = await entries.version(tx), await entries.published(tx)
    shelf = await asyncio.to_thread(build_shelf, published, version)
    for said in _FIRST:
        await asyncio.to_thread(understand, scrub(said), shelf)
    time = SchoolTime(always_open=settings.always_open, speed=settings.time_scale)
    network = Network(store, Library(shelf), time, _policy(settings))
    async with store.write() as tx:
        await members.appoint(network, tx, sorted(settings.coordinators), now)
    return network


def _policy(settings: Settings) -> Policy:
    days = {"questions": settings.questions_days, "notes": settings.notes_days}
    days |= {"letters": settings.letters_days, "audit": settings.audit_days}
    kept = Kept(**{what: timedelta(days=most) for what, most in days.items()})
    return Policy(kept=kept, municipality=Organisation().name).sooner(settings.time_scale)


async def _parts(app: web.Application, settings: Settings) -> AsyncIterator[None]:
    network = await open_network(settings)
    name = replica.name()
    await upkeep.succeed(network, replica.dead)
    stateless = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession() as session, aiohttp.ClientSession(cookie_jar=stateless) as outside:
        guard = Guard(settings, None if settings.local else SigningKeys(session, settings.openid_metadata))
        connector = Connector(session, Credentials(settings), guard.service_allowed)

        def ink(language: str) -> Ink:
            return Ink(texts(language), network.time.zone, settings.app_id, settings.link_hosts, not settings.local)

        connector.throttle.replicas = await upkeep.replicas(network, name, datetime.now(UTC))
        files = Files(outside, settings.file_hosts, local=settings.local)
        clock = Clock(
            network,
            Postman(network, connector, ink, name),
            Workshop(network, Hands(files.fetch, files.put), name),
            settings.beat_seconds,
            heartbeat_url=settings.heartbeat_url,
            secret_expires=settings.secret_expires,
        )
        digest_key = settings.app_password.get_secret_value().encode() or b"local"
        turn = Turn(network, connector, ink, name, digest_key=digest_key, wake=clock.wake)
        app[ENDPOINT] = Endpoint(guard, TeamsAdapter(connector), turn, network)
        running = [asyncio.create_task(clock.run())]
        if settings.semantic_model:
            ear = Ear(await asyncio.to_thread(embedders.load, settings.semantic_model, threads=1))
            running.append(asyncio.create_task(meaning.keep_teaching(network, ear)))
        yield
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    await network.store.close()


if __name__ == "__main__":
    sys.exit(cli.run(sys.argv[1:], create_app, open_network))
