"""Which addresses updates can be delivered to.

Telegram delivers to https on four ports, and not to addresses that are reserved; its own server, run with
`--local`, takes http, any port and any address. The simulator does what the local one does for addresses of
this machine, the only ones it reaches, and holds all others to the strict rules, so that what would fail with
Telegram fails here. Nothing is ever sent off this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from simulator.errors import ApiError, bad_request

PORTS = (80, 88, 443, 8443)
DEFAULT_PORTS = {"http": 80, "https": 443}
LOCAL = "127.0.0.1"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def full(url: str) -> str:
    """Without a scheme it is https."""
    return url if "://" in url else f"https://{url}"


def checked_url(url: str, fixed: str) -> None:
    """`fixed`: the address to use in place of the host's own, or "". Raises `ApiError`."""
    parts = _parts(url)
    address = _ip(fixed) if fixed else _ip(parts.hostname or "")
    if fixed and address is None:
        raise _bad("Invalid IP address specified")
    if is_local(address_of(url, fixed)):
        return
    if parts.scheme != "https":
        raise _bad("An HTTPS URL must be provided for webhook")
    if (parts.port or DEFAULT_PORTS[parts.scheme]) not in PORTS:
        raise _bad("Webhook can be set up only on ports 80, 88, 443 or 8443")
    if address and address.version != 4:
        raise _bad("IPv6-only addresses are not allowed")
    if address and not address.is_global:
        raise _bad(f"IP address {address} is reserved")


def address_of(url: str, fixed: str) -> str:
    """The IP address to connect to, "" where it cannot be told without asking the network."""
    if fixed:
        return fixed
    host = _parts(url).hostname or ""
    if host == "localhost":
        return LOCAL
    return str(_ip(host) or "")


def is_local(address: str) -> bool:
    found = _ip(address)
    return found is not None and found.is_loopback


def _parts(url: str) -> SplitResult:
    invalid = bad_request("invalid webhook URL specified")
    try:
        parts = urlsplit(full(url))
        usable = parts.scheme in DEFAULT_PORTS and parts.hostname and parts.port != 0
    except ValueError:
        raise invalid from None
    if not usable or any(character.isspace() or character < " " for character in url):
        raise invalid
    return parts


def _ip(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _bad(why: str) -> ApiError:
    return bad_request(f"bad webhook: {why}")
