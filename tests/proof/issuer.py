"""Whoever gives out keys and tokens, on loopback: login.botframework.com and login.microsoftonline.com in one.

    python -m tests.proof.issuer FOLDER PORT SERVICE_URL

Leaves `ca.pem` (whom to trust) and `token` (what Teams sends with every request) in the folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

from aiohttp import web

from tests.teams_wire import entra, openid

NAMES = ("localhost", "login.botframework.com", "login.microsoftonline.com")
LIFE = 24 * 3600


async def _metadata(request: web.Request) -> web.Response:
    known = {"issuer": openid.ISSUER, "jwks_uri": f"https://{request.host}/v1/keys"}
    return web.json_response(known | {"id_token_signing_alg_values_supported": ["RS256"]})


async def _keys(request: web.Request) -> web.Response:
    return web.json_response({"keys": [openid.public_key("k1", openid.ENDORSED["k1"])]})


async def _tenant(request: web.Request) -> web.Response:
    base = f"https://{request.host}/{request.match_info['tenant']}"
    known = {name: f"{base}/oauth2/v2.0/{name}" for name in ("authorization_endpoint", "token_endpoint")}
    return web.json_response(known | {"issuer": f"{base}/v2.0"})


async def _token(request: web.Request) -> web.Response:
    return web.json_response({"token_type": "Bearer", "expires_in": LIFE, "access_token": "a-token"})


def issuer() -> web.Application:
    """The keys of the channel and the tokens of Entra, given at once."""
    app = web.Application()
    app.router.add_get(openid.METADATA, _metadata)
    app.router.add_get("/v1/keys", _keys)
    app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", _tenant)
    app.router.add_post("/{tenant}/oauth2/v2.0/token_endpoint", _token)
    return app


def main(folder: Path, port: int, service_url: str) -> None:
    """Serves until it is told to end."""
    tls = entra.certificate(folder, NAMES)
    (folder / "token").write_text(openid.token(serviceurl=service_url), encoding="utf-8")
    web.run_app(issuer(), host="127.0.0.1", port=port, ssl_context=tls, print=None, access_log=None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
