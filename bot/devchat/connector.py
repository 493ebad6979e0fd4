"""The part of Teams' connector that the bot talks to, on loopback. As strict as Teams where it costs nothing."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.devchat.chats import CHATS, Chat

CONVERSATIONS = "/connector/v3/conversations"
LARGEST = 28 * 1024
"""Bytes of a message that Teams still takes."""


def add_routes(app: web.Application) -> None:
    """Send, update, delete, members, create conversation."""
    one = CONVERSATIONS + "/{conversation}"
    app.router.add_post(CONVERSATIONS, create)
    app.router.add_post(one + "/activities", send)
    app.router.add_post(one + "/activities/{activity}", send)
    app.router.add_put(one + "/activities/{activity}", update)
    app.router.add_delete(one + "/activities/{activity}", delete)
    app.router.add_get(one + "/members", members)
    app.router.add_get(one + "/pagedmembers", paged_members)
    app.router.add_get(one + "/members/{member}", member)


async def create(request: web.Request) -> web.Response:
    """A personal conversation with one known member."""
    body = await _object(request)
    wanted = body.get("members") or [{}]
    chat = request.app[CHATS].member(str(wanted[0].get("id")))
    if chat is None:
        return _error(400, "BadArgument")
    return web.json_response({"id": chat.id}, status=201)


async def send(request: web.Request) -> web.Response:
    """A new message."""
    chat, body = _chat(request), await _object(request)
    if chat is None:
        return _error(404, "ConversationNotFound")
    if body.get("type") != "message":
        return web.json_response({"id": request.app[CHATS].new_id()}, status=201)
    return web.json_response({"id": request.app[CHATS].put(chat, body)}, status=201)


async def update(request: web.Request) -> web.Response:
    """A message in place of an earlier one."""
    chat, body, id_ = _chat(request), await _object(request), request.match_info["activity"]
    if chat is None or id_ not in chat.activities:
        return _error(404, "ActivityNotFoundInConversation")
    request.app[CHATS].put(chat, body, id_)
    return web.json_response({"id": id_})


async def delete(request: web.Request) -> web.Response:
    """A message taken back."""
    chat = _chat(request)
    if chat is None or not request.app[CHATS].remove(chat, request.match_info["activity"]):
        return _error(404, "ActivityNotFoundInConversation")
    return web.Response()


async def members(request: web.Request) -> web.Response:
    """Everybody in the conversation."""
    chat = _chat(request)
    return web.json_response([chat.account]) if chat else _error(404, "ConversationNotFound")


async def paged_members(request: web.Request) -> web.Response:
    """Everybody in the conversation, as one page."""
    chat = _chat(request)
    return web.json_response({"members": [chat.account]}) if chat else _error(404, "ConversationNotFound")


async def member(request: web.Request) -> web.Response:
    """One member, by channel id."""
    chat = _chat(request)
    if chat is None or chat.account["id"] != request.match_info["member"]:
        return _error(404, "MemberNotFoundInConversation")
    return web.json_response(chat.account)


def _chat(request: web.Request) -> Chat | None:
    return request.app[CHATS].by_id.get(request.match_info["conversation"])


async def _object(request: web.Request) -> dict[str, Any]:
    raw = await request.read()
    if len(raw) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(LARGEST, len(raw))
    body = await request.json()
    return body if isinstance(body, dict) else {}


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": code}}, status=status)
