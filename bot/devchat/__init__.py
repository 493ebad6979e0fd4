"""A chat in the browser for trying the bot with Python alone: invented people by tab, on this machine only.

It plays Teams' part: it posts what a person does to the bot's own door and takes what the bot sends.
"""

from __future__ import annotations

from aiohttp import web

from bot.devchat import client, connector
from bot.devchat.chats import CHATS, Chats
from bot.settings import Settings, is_loopback
from knowledge.people import demo

PREFIX = "/try"


def mount(app: web.Application, settings: Settings) -> None:
    """Adds the chat below `/try/`. RuntimeError when an app id is set: it must never stand beside real people."""
    if settings.app_id:
        raise RuntimeError("The try-out chat is for local use without credentials: remove MicrosoftAppId")
    chat = web.Application(middlewares=[only_this_machine])
    chat[CHATS] = Chats([person for person in demo() if person.reachable])
    client.add_routes(chat)
    connector.add_routes(chat)
    app.add_subapp(PREFIX, chat)
    app.router.add_get("/", _to_the_chat)


@web.middleware
async def only_this_machine(request: web.Request, handler: client.Handler) -> web.StreamResponse:
    """Refuses other machines, and pages of other sites that a browser on this machine may have open."""
    here = is_loopback(request.remote or "") and is_loopback(request.url.host or "")
    origin = request.headers.get("Origin")
    if not here or (origin is not None and origin != str(request.url.origin())):
        raise web.HTTPForbidden
    return await handler(request)


async def _to_the_chat(request: web.Request) -> web.StreamResponse:
    raise web.HTTPFound(f"{PREFIX}/")
