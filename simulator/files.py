from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from simulator import pictures
from simulator.errors import Json, bad_request
from simulator.store import Store

FOLDERS = {"photo": "photos", "voice": "voice", "audio": "music", "video": "videos", "sticker": "stickers"}


@dataclass(frozen=True)
class Upload:
    """Bytes that came in with a request."""

    data: bytes
    name: str = ""
    mime: str = ""


@dataclass
class File:
    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    size: int
    path: str
    width: int | None = None
    height: int | None = None
    details: Json = field(default_factory=dict)
    """What its first sender said of it (duration, title and the like): it stays with the file."""

    def media(self) -> Json:
        """What every Bot API file object has."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files(dict[str, File]):
    """By file_id. Bytes lie as plain files under `folder`, written before their record is."""

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__({body["file_id"]: File(**body) for body in store.load("file")})
        self._store = store
        self.folder = folder
        self._by_path = {file.path: file for file in self.values()}

    def save(self, kind: str, upload: Upload, details: Json) -> File:
        if not upload.data:
            raise bad_request("file must be non-empty")
        size = pictures.dimensions(upload.data)
        if kind == "photo" and size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height = size or (None, None)
        # Only the last part of a name: what a client calls its file never becomes a path here.
        name = PurePosixPath(upload.name.replace("\\", "/")).name or f"{kind}{_suffix(upload, kind)}"
        file_id = f"{'AgAC' if kind == 'photo' else 'BQAC'}{secrets.token_urlsafe(36)}"
        path = f"{FOLDERS.get(kind, 'documents')}/file_{len(self) + 1}{PurePosixPath(name).suffix[:12]}"
        mime = pictures.mime_of(upload.data) or upload.mime or mimetypes.guess_type(name)[0]
        file = File(
            file_id,
            f"AQAD{secrets.token_urlsafe(8)}",
            kind,
            name,
            mime or "application/octet-stream",
            len(upload.data),
            path,
            width,
            height,
            details,
        )
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(upload.data)
        self[file_id] = self._by_path[path] = file
        self._store.put("file", file_id, file)
        return file

    def at(self, path: str) -> File | None:
        """By the path that `getFile` gave out."""
        return self._by_path.get(path)

    def bytes_path(self, file: File) -> Path:
        return self.folder / file.path


def _suffix(upload: Upload, kind: str) -> str:
    mime = pictures.mime_of(upload.data) or upload.mime
    fallback = {"photo": ".jpg", "voice": ".ogg", "video": ".mp4", "audio": ".mp3"}.get(kind, ".bin")
    return mimetypes.guess_extension(mime) or fallback if mime else fallback
