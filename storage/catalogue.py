"""Services with their durations and prices, and districts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from domain.catalogue import Choice, District, Money, Service
from storage.query import Query, upsert
from storage.statements import Statements
from storage.tables import districts, services

SERVICES = Query(
    "catalogue.services",
    "All services in the order they are shown, those no longer offered too.",
    select(services).order_by(services.c.position, services.c.code),
)
DISTRICTS = Query(
    "catalogue.districts", "All districts by name.", select(districts).order_by(districts.c.name)
)
PUT_SERVICE = Query("catalogue.put_service", "A service, new or changed.", upsert(services, ["code"]))
PUT_DISTRICT = Query("catalogue.put_district", "A district, new or moved.", upsert(districts, ["name"]))


def _service(row: Row[Any]) -> Service:
    return Service(
        code=row.code,
        name=row.name,
        choices=tuple(Choice(minutes, Money(minor, currency)) for minutes, minor, currency in row.choices),
        position=row.position,
        active=row.active,
        turn_studio=_span(row.turn_studio),
        turn_visit=_span(row.turn_visit),
    )


def _span(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(minutes=1)


class SqlCatalogue:
    def __init__(self, statements: Statements) -> None:
        self._do = statements

    async def services(self) -> Sequence[Service]:
        return [_service(row) for row in await self._do.rows(SERVICES)]

    async def districts(self) -> Sequence[District]:
        return [District(row.name, row.latitude, row.longitude) for row in await self._do.rows(DISTRICTS)]

    def put_service(self, service: Service) -> None:
        self._do.write(
            PUT_SERVICE,
            code=service.code,
            name=service.name,
            choices=[[c.minutes, c.price.minor, c.price.currency] for c in service.choices],
            position=service.position,
            active=service.active,
            turn_studio=_minutes(service.turn_studio),
            turn_visit=_minutes(service.turn_visit),
        )

    def put_district(self, district: District) -> None:
        self._do.write(
            PUT_DISTRICT,
            name=district.name,
            latitude=district.latitude,
            longitude=district.longitude,
        )
