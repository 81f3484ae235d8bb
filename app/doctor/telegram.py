"""Telegram, asked with the token: who the bot is, how updates come, and what time it is there."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from app.doctor.finding import Finding, ok, unknown, warning, wrong
from app.settings import Settings

TELEGRAM = "https://api.telegram.org"
PATIENCE = 10.0
OFF, FAR_OFF = 5.0, 60.0
"""Seconds between this machine's clock and Telegram's; the header tells whole seconds."""


async def telegram(settings: Settings) -> list[Finding]:
    token = settings.telegram.token
    if settings.trial or token is None:
        return [
            ok("token", "none: a trial, with a Telegram of its own on this machine"),
            unknown("clock", "not compared with anybody's in a trial"),
        ]
    base = (settings.telegram.api_base or TELEGRAM).rstrip("/")
    limits = aiohttp.ClientTimeout(total=PATIENCE)
    try:
        async with aiohttp.ClientSession(timeout=limits) as session:
            me, headers = await _ask(session, f"{base}/bot{token.get_secret_value()}/getMe")
            findings = [_who(me), _clock(headers)]
            if me.get("ok"):
                hook, _ = await _ask(session, f"{base}/bot{token.get_secret_value()}/getWebhookInfo")
                findings.append(_updates(settings, hook.get("result") or {}))
            return findings
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        # Never the error's own words: an address of Telegram's holds the token.
        what = f"{base} does not answer ({type(error).__name__})"
        return [unknown("token", what, "see that this machine reaches the internet (a proxy, a firewall)")]


async def _ask(session: aiohttp.ClientSession, url: str) -> tuple[dict[str, Any], Mapping[str, str]]:
    async with session.get(url, allow_redirects=False) as answer:
        return json.loads(await answer.text()), answer.headers


def _who(me: Mapping[str, Any]) -> Finding:
    if not me.get("ok"):
        said = f"{me.get('error_code', '')} {me.get('description', '')}".strip()
        return wrong("token", f"Telegram refuses it: {said}", "ask @BotFather for the token (/token)")
    return ok("token", f"@{me['result'].get('username', '?')}")


def _clock(headers: Mapping[str, str]) -> Finding:
    try:
        there = parsedate_to_datetime(headers["Date"])
    except (KeyError, ValueError, TypeError):
        return unknown("clock", "the answer names no time")
    off = (datetime.fromtimestamp(time.time(), UTC) - there).total_seconds()  # noqa: TID251 - this machine's clock is what is examined
    says = f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} Telegram's"
    if abs(off) > FAR_OFF:
        return wrong("clock", says, "switch on time synchronisation (timedatectl set-ntp true)")
    if abs(off) > OFF:
        return warning("clock", says, "switch on time synchronisation (timedatectl set-ntp true)")
    return ok("clock", "as Telegram's, within a few seconds")


def _updates(settings: Settings, hook: Mapping[str, Any]) -> Finding:
    mode, is_set = settings.telegram.mode, bool(hook.get("url"))
    waiting = f"{hook.get('pending_update_count', 0)} wait at Telegram"
    if mode == "polling" and is_set:
        return warning(
            "updates",
            f"telegram.mode is polling and a webhook is set; {waiting}",
            "if it is this bot's own: nothing, the start removes it and loses nothing; else stop the other",
        )
    if mode == "webhook" and hook.get("last_error_message"):
        return warning(
            "updates",
            f"Telegram could not reach the webhook: {hook['last_error_message']}; {waiting}",
            "see that web.public_url leads to web.port, by HTTPS",
        )
    return ok("updates", f"by {mode}; {waiting}")
