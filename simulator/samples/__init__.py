"""Small files that are what they claim to be, for people who send something without choosing a file."""

from __future__ import annotations

from simulator.errors import Json
from simulator.files import Upload
from simulator.pictures import sample_picture
from simulator.samples.gif import sample_gif
from simulator.samples.mp3 import sample_mp3
from simulator.samples.mp4 import sample_mp4
from simulator.samples.ogg import sample_ogg
from simulator.samples.pdf import sample_pdf
from simulator.samples.webp import sample_webp

SECONDS = 3


def sample(kind: str, number: int) -> tuple[Upload, Json]:
    """A file of this kind with what Telegram would find out about it; `number` makes it unlike others."""
    timed: Json = {"duration": SECONDS}
    match kind:
        case "photo":
            return Upload(sample_picture(number), "sample.png", "image/png"), {}
        case "video":
            return Upload(sample_mp4(number, 240, 160, SECONDS), "sample.mp4", "video/mp4"), (
                timed | {"width": 240, "height": 160}
            )
        case "video_note":
            return Upload(sample_mp4(number, 160, 160, SECONDS), "round.mp4", "video/mp4"), (
                timed | {"length": 160}
            )
        case "animation":
            return Upload(sample_gif(number), "sample.gif", "image/gif"), timed
        case "voice":
            return Upload(sample_ogg(number, SECONDS), "voice.ogg", "audio/ogg"), timed
        case "audio":
            named = {"title": f"Sample {number}", "performer": "Simulator"}
            return Upload(sample_mp3(number, SECONDS), "sample.mp3", "audio/mpeg"), timed | named
        case "sticker":
            return Upload(sample_webp(number), "sticker.webp", "image/webp"), {"emoji": "🙂"}
        case _:
            return Upload(sample_pdf(number), "sample.pdf", "application/pdf"), {}
