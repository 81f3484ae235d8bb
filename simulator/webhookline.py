"""The line to a bot's webhook: one POST for an update, and what came back."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from simulator.answers import dumps
from simulator.errors import Json
from simulator.params import Params
from simulator.webhookcalls import called
from simulator.webhookurls import address_of, full, is_local

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
# How long the open server waits for a connection and for the answer.
CONNECT, ANSWER = 10.0, 60.0
ELSEWHERE = "Failed to resolve host: Name or service not known"


@dataclass(frozen=True)
class Came:
    """`trouble`: what `getWebhookInfo` says of it, "" for a 2xx; `status` 0 where there was no answer."""

    status: int = 0
    trouble: str = ""
    retry_after: int = 0
    call: tuple[str, Params] | None = None


class _Fixed(AbstractResolver):
    """Whatever the host is called, it is at this address."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host=self._address, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is open."""


class Line:
    """To be made where a loop runs."""

    def __init__(self, hook: Json) -> None:
        self._url = full(hook["url"])
        self._headers = {"Content-Type": "application/json"}
        if hook["secret_token"]:
            self._headers[SECRET_HEADER] = hook["secret_token"]
        address = address_of(hook["url"], hook["ip_address"])
        self._reachable = is_local(address)
        connector = aiohttp.TCPConnector(
            limit=0, resolver=_Fixed(address), use_dns_cache=False, ssl=_trusting(hook["certificate"])
        )
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=aiohttp.ClientTimeout(total=ANSWER, sock_connect=CONNECT)
        )

    async def post(self, update: Json) -> Came:
        if not self._reachable:
            return Came(trouble=ELSEWHERE)
        try:
            return await self._answered(dumps(update).encode())
        except TimeoutError as error:
            connecting = isinstance(error, aiohttp.ConnectionTimeoutError)
            return Came(trouble="Connection timed out" if connecting else "Read timeout expired")
        except aiohttp.ClientSSLError as error:
            return Came(trouble=f"SSL error {{{error.args[-1] if error.args else error}}}")
        except aiohttp.ClientConnectorError:
            return Came(trouble="Connection refused")
        except (aiohttp.ClientError, OSError):
            return Came(trouble="Connection closed")

    async def _answered(self, body: bytes) -> Came:
        posting = self._session.post(self._url, data=body, headers=self._headers, allow_redirects=False)
        async with posting as response:
            status, reason = response.status, response.reason or ""
            if 200 <= status <= 299:
                return Came(status, call=await called(response))
            wait = response.headers.get("Retry-After", "")
            trouble = f"Wrong response from the webhook: {status} {reason}".strip()
            return Came(status, trouble, int(wait) if wait.isascii() and wait.isdigit() else 0)

    async def close(self) -> None:
        await self._session.close()


def _trusting(certificate: str) -> ssl.SSLContext | bool:
    """The certificate that came with `setWebhook`; else whom this machine trusts."""
    if not certificate:
        return True
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(cadata=certificate)
    except (ssl.SSLError, ValueError):
        return True
    return context
