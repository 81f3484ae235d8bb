"""What a warmed worker has before it is forked: the modules (4 to 7 s of importing that a restart then saves)
and the catalogues."""

from __future__ import annotations

import gc
import importlib
import pkgutil

WHOLE = ("bot", "storage", "services", "domain", "scheduler", "web")
LIBRARIES = ("aiogram", "babel.dates", "babel.numbers", "sqlalchemy.ext.asyncio", "aiohttp.web", "structlog")


def import_all(wiring: str) -> None:
    """A wiring may name in `LATER` what it imports itself only once updates are being stored."""
    later: tuple[str, ...] = getattr(importlib.import_module(wiring), "LATER", ())
    for name in (*LIBRARIES, "app.worker", *later):
        importlib.import_module(name)
    for package in WHOLE:
        for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    from app.values import LOCALES
    from app.words import load

    load(LOCALES)
    # What is alive now stays alive: the collector need not touch, and so copy, these pages in every child.
    gc.collect()
    gc.freeze()
