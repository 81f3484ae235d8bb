"""`/world/faults/kinds` and `/world/rates`: what the switches of the trial are."""

from __future__ import annotations

from aiohttp import web

from simulator.faultkinds import KINDS
from simulator.world import World
from simulator.worldapi import answer, body_of


class SwitchApi:
    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/world/faults/kinds", self.kinds),
            web.get("/world/rates", self.rates),
            web.post("/world/rates", self.change),
        ]

    async def kinds(self, request: web.Request) -> web.StreamResponse:
        return answer([kind.listed() for kind in KINDS.values()])

    async def rates(self, request: web.Request) -> web.StreamResponse:
        return answer(self.world.rates.listed())

    async def change(self, request: web.Request) -> web.StreamResponse:
        self.world.rates.change(await body_of(request))
        self.world.commit()
        self.world.feed.publish("rates", self.world.rates.listed())
        return answer(self.world.rates.listed())
