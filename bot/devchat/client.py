"""The page's side: its files, the stream of what happens, and what a person does on the way to the bot."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.devchat.chats import BOT, CHATS, TENANT, Chat
from bot.envelope import CARD_TYPE, INVOKE_CARD

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PAGE = Path(__file__).parent / "page"
HOUSE = PAGE.parents[2]
CARDS_JS = "adaptivecards.min.js"
CDN = f"https://cdn.jsdelivr.net/npm/adaptivecards@3.0.6/dist/{CARDS_JS}"
DIGEST = "M6IdJidOpX9E8ISrXtcfFvFTf4ePKNWDy3pRXxzb/8dro8ceUoIIzcK4higcq/JC"
"""SHA-384 of that file in the npm package, in base64: the browser refuses any other."""
INSTALLED = (".tryout", "tests/teams", ".")
POLICY = (
    "default-src 'none'; script-src 'self' https://cdn.jsdelivr.net; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: https:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
ACTS = {"message": ("text", "value", "replyToId"), "invoke": ("name", "value", "replyToId")}
TIMEOUT = aiohttp.ClientTimeout(total=20)
BREATH_SECONDS = 15
SESSION: web.AppKey[aiohttp.ClientSession] = web.AppKey("session", aiohttp.ClientSession)


def add_routes(app: web.Application) -> None:
    """The page, its files, the stream and the door for what people do."""
    app.router.add_get("/", page)
    app.router.add_get("/events", events)
    app.router.add_post("/act/{person}", act)
    app.router.add_get("/{file}", static)
    app.cleanup_ctx.append(_session)
    app.on_shutdown.append(_close)


async def page(request: web.Request) -> web.Response:
    """The page, with `adaptivecards` from an installed npm copy or else from its CDN."""
    source = CDN if await asyncio.to_thread(installed_cards_js) is None else CARDS_JS
    html = (await asyncio.to_thread((PAGE / "index.html").read_text, "utf-8")).replace("ADAPTIVECARDS_URL", source)
    html = html.replace("ADAPTIVECARDS_DIGEST", DIGEST)
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return web.Response(text=html, content_type="text/html", headers=headers)


async def static(request: web.Request) -> web.StreamResponse:
    """One file of the page."""
    name = request.match_info["file"]
    if name == CARDS_JS and (copy := await asyncio.to_thread(installed_cards_js)):
        return web.FileResponse(copy)
    if name not in _names():
        raise web.HTTPNotFound
    return web.FileResponse(PAGE / name, headers={"Cache-Control": "no-store"})


async def events(request: web.Request) -> web.StreamResponse:
    """Server-sent events: everything so far, then whatever happens. The first page installs the bot for everybody."""
    chats = request.app[CHATS]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    queue = chats.listen()
    try:
        if not chats.installed:
            chats.installed = True
            for chat in chats.by_id.values():
                await _to_bot(request, chat, {"type": "installationUpdate", "action": "add"})
        while (event := await _next(queue)) is not None:
            await response.write(event)
    except (ConnectionResetError, aiohttp.ClientConnectionResetError):
        pass  # the page was closed
    finally:
        chats.leave(queue)
    return response


async def act(request: web.Request) -> web.Response:
    """A message or a press of a button by one person; answers what the bot answered."""
    chats, chat = request.app[CHATS], request.app[CHATS].of(request.match_info["person"])
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    body = await request.json()
    kind = body.get("type") if isinstance(body, dict) else None
    if chat is None or kind not in ACTS:
        raise web.HTTPBadRequest
    given = {key: body[key] for key in (*ACTS[kind], "locale") if body.get(key) is not None}
    if given.get("text"):
        given["id"] = chats.put(chat, {"text": given["text"], "mine": True})
    status, answer = await _to_bot(request, chat, {"type": kind, **given})
    card = str(given.get("replyToId") or "")
    if card in chat.activities and isinstance(answer, dict) and answer.get("type") == INVOKE_CARD:
        chats.put(chat, {"attachments": [{"contentType": CARD_TYPE, "content": answer.get("value")}]}, card)
    return web.json_response({"status": status, "body": answer})


@cache
def installed_cards_js() -> Path | None:
    """An npm copy of the very file the CDN would send, or None."""
    for folder in INSTALLED:
        copy = HOUSE / folder / "node_modules/adaptivecards/dist" / CARDS_JS
        if copy.is_file() and base64.b64encode(hashlib.sha384(copy.read_bytes()).digest()).decode() == DIGEST:
            return copy
    return None


@cache
def _names() -> frozenset[str]:
    return frozenset(file.name for file in PAGE.iterdir() if file.suffix in (".js", ".css"))


async def _next(queue: asyncio.Queue[dict[str, Any] | None]) -> bytes | None:
    """The next event as a line of the stream, a breath when nothing happens, None at the end."""
    try:
        event = await asyncio.wait_for(queue.get(), BREATH_SECONDS)
    except TimeoutError:
        return b": still here\n\n"
    return None if event is None else f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()


async def _to_bot(request: web.Request, chat: Chat, does: dict[str, Any]) -> tuple[int, Any]:
    """Posts an activity to the bot's ordinary door; gives its status and its JSON answer, if any."""
    here = str(request.url.origin())
    activity = {
        "id": request.app[CHATS].new_id(),
        "timestamp": datetime.now(UTC).isoformat(),
        "channelId": "msteams",
        "serviceUrl": f"{here}/try/connector",
        "from": {key: chat.account[key] for key in ("id", "name", "aadObjectId")},
        "recipient": BOT,
        "conversation": {"id": chat.id, "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "da-DK",
        **does,
    }
    try:
        async with request.app[SESSION].post(f"{here}/api/messages", json=activity, timeout=TIMEOUT) as answer:
            return answer.status, await answer.json() if answer.content_type == "application/json" else None
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return 504, None


async def _session(app: web.Application) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as session:
        app[SESSION] = session
        yield


async def _close(app: web.Application) -> None:
    app[CHATS].close()
