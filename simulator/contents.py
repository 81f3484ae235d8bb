"""What a message of each kind holds, as the Bot API names it."""

from __future__ import annotations

import random
from collections.abc import Callable

from simulator.errors import Json, bad_request
from simulator.files import File
from simulator.params import Params

LONGEST_DURATION = 86_400
LARGEST_SIDE = 10_000
FOREVER = 0x7FFFFFFF
DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


def details(kind: str, params: Params) -> Json:
    """What the sender says of a file; Telegram keeps it with the file, also when that is sent anew."""
    numbers: dict[str, tuple[str, ...]] = {
        "video": ("duration", "width", "height"),
        "animation": ("duration", "width", "height"),
        "audio": ("duration",),
        "voice": ("duration",),
        "video_note": ("duration", "length"),
    }
    most = {"duration": LONGEST_DURATION}
    said: Json = {
        name: min(max(params.integer(name), 0), most.get(name, LARGEST_SIDE))
        for name in numbers.get(kind, ())
        if name in params
    }
    texts = {"audio": ("title", "performer"), "sticker": ("emoji",)}.get(kind, ())
    return said | {name: params.text(name) for name in texts if params.text(name)}


def content_of(file: File) -> Json:
    kind, said, media = file.kind, file.details, file.media()
    sized = {side: said.get(side) or getattr(file, side) or 0 for side in ("width", "height")}
    timed = {"duration": said.get("duration", 0)}
    named = {"file_name": file.name, "mime_type": file.mime}
    match kind:
        case "photo":
            return {"photo": [media | sized]}
        case "sticker":
            emoji = {"emoji": said["emoji"]} if "emoji" in said else {}
            side = {"width": sized["width"] or 512, "height": sized["height"] or 512}
            return {
                "sticker": media | side | {"type": "regular", "is_animated": False, "is_video": False} | emoji
            }
        case "video_note":
            return {"video_note": media | timed | {"length": said.get("length") or 240}}
        case "voice":
            return {"voice": media | timed | {"mime_type": file.mime}}
        case "audio":
            extra = {name: said[name] for name in ("title", "performer") if name in said}
            return {"audio": media | timed | named | extra}
        case "animation":
            return {"animation": media | sized | timed | named, "document": media | named}
        case "video":
            return {"video": media | sized | timed | named}
        case _:
            return {"document": media | named}


def flags(kind: str, params: Params) -> Json:
    """What belongs to the message, not to its file."""
    shown: Json = {}
    if kind in ("photo", "video", "animation"):
        if params.flag("has_spoiler"):
            shown["has_media_spoiler"] = True
        if params.flag("show_caption_above_media"):
            shown["show_caption_above_media"] = True
    return shown


def place(params: Params, *, live: bool = False) -> Json:
    for name in ("latitude", "longitude"):
        if not params.text(name):
            raise bad_request(f"{name} is empty")
    latitude, longitude = params.decimal("latitude"), params.decimal("longitude")
    if latitude is None or longitude is None or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise bad_request(f"invalid {'live ' if live else ''}location specified")
    found: Json = {"latitude": latitude, "longitude": longitude}
    if accuracy := params.decimal("horizontal_accuracy"):
        found["horizontal_accuracy"] = min(max(accuracy, 0.0), 1500.0)
    return found


def bearing(params: Params) -> Json:
    """What only a live location has besides its period."""
    heading, radius = params.integer("heading"), params.integer("proximity_alert_radius")
    if heading and not 1 <= heading <= 360:
        raise bad_request("wrong live location heading specified")
    if not 0 <= radius <= 100_000:
        raise bad_request("wrong live location proximity alert radius specified")
    said = {"heading": heading, "proximity_alert_radius": radius}
    return {name: value for name, value in said.items() if value}


def location(params: Params) -> Json:
    period = params.integer("live_period")
    if not period:
        return {"location": place(params)}
    if not 60 <= period <= LONGEST_DURATION and period != FOREVER:
        raise bad_request("wrong live location period specified")
    return {"location": place(params, live=True) | {"live_period": period} | bearing(params)}


def venue(params: Params) -> Json:
    for name in ("title", "address"):
        if not params.text(name):
            raise bad_request(f"venue {name} must be non-empty")
    names = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")
    more = {name: params.text(name) for name in names if params.text(name)}
    where = place(params)
    about = {"location": where, "title": params.text("title"), "address": params.text("address")}
    return {"location": where, "venue": about | more}


def contact(params: Params) -> Json:
    if not params.text("phone_number"):
        raise bad_request("phone number is empty")
    if not params.text("first_name"):
        raise bad_request("first name is empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    card: Json = {name: params.text(name) for name in names if params.text(name)}
    return {"contact": card}


def dice(params: Params) -> Json:
    emoji = params.text("emoji") or "🎲"
    if emoji not in DICE:
        raise bad_request("wrong dice emoji")
    return {"dice": {"emoji": emoji, "value": random.randint(1, DICE[emoji])}}


PLAIN: dict[str, Callable[[Params], Json]] = {
    "location": location,
    "venue": venue,
    "contact": contact,
    "dice": dice,
}
