"""The Words port over Babel: one .po file per language, compiled in memory when the program starts."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from babel.core import Locale, get_global
from babel.dates import format_skeleton, get_day_names
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, get_currency_precision

from domain.catalogue import Money

FALLBACK = "en"
_AGAINST_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
"""Where a currency in letters meets a number, a space belongs: IDR 350,000 but €85."""


@dataclass(frozen=True, slots=True)
class Catalogues:
    """Implements `services.ports.Words`."""

    translations: dict[str, gettext.GNUTranslations]
    own: str = FALLBACK
    """The studio's language: of those whose own is not among the catalogues."""

    @property
    def languages(self) -> Sequence[str]:
        return sorted(self.translations, key=lambda name: (name != self.own, name))

    def known(self, language: str) -> str:
        """`pt-br` is answered in `pt` if there is such a file, otherwise in the studio's language."""
        for name in (language, language.split("-")[0]):
            if name in self.translations:
                return name
        return self.own

    def gettext(self, language: str, key: str) -> str:
        return self.translations[self.known(language)].gettext(key)

    def ngettext(self, language: str, key: str, count: int) -> str:
        return self.translations[self.known(language)].ngettext(key, key, count)

    def day(self, language: str, day: date) -> str:
        return format_skeleton("MMMEd", day, locale=self.known(language))

    def month(self, language: str, day: date, *, short: bool = False) -> str:
        return format_skeleton("MMM" if short else "yMMMM", day, locale=self.known(language))

    def week(self, language: str) -> Sequence[tuple[int, str]]:
        locale = Locale.parse(self.known(language))
        # Weeks are a country's and not a language's: that of most who speak it.
        country = Locale.parse(get_global("likely_subtags").get(str(locale), str(locale)))
        order = [(country.first_week_day + number) % 7 for number in range(7)]
        return [(day, get_day_names("short", "stand-alone", locale)[day]) for day in order]

    def weekday(self, language: str, day: int, *, short: bool = False) -> str:
        locale = Locale.parse(self.known(language))
        names = get_day_names("abbreviated" if short else "wide", "stand-alone", locale)
        return str(names[day])

    def clock(self, language: str, at: time) -> str:
        """Hours run to 24 in every language: an appointment is no place for a doubt about noon."""
        moment = datetime.combine(date.min, at.replace(tzinfo=None))
        return format_skeleton("Hm", moment, locale=self.known(language))

    def money(self, language: str, money: Money) -> str:
        """Whole amounts without decimals: 350,000 and not 350,000.00."""
        locale = Locale.parse(self.known(language))
        amount = Decimal(money.minor).scaleb(-get_currency_precision(money.currency))
        pattern = locale.currency_formats["standard"].pattern.split(";")[0]
        if amount == amount.to_integral_value():
            pattern = pattern.replace(".00", "")
        shown = format_currency(amount, money.currency, pattern, locale=locale, currency_digits=False)
        return _AGAINST_DIGIT.sub("\u00a0", shown)

    def decimal(self, language: str, value: float) -> str:
        return format_decimal(value, "0.0", locale=self.known(language))

    def listed(self, language: str, items: Sequence[str]) -> str:
        return format_list(items, locale=self.known(language))


def load(folder: Path, own: str = FALLBACK) -> Catalogues:
    """Every `<language>.po` in that folder. Raises FileNotFoundError without the studio's `own`."""
    if not (folder / f"{own}.po").is_file():
        raise FileNotFoundError(f"{folder / own}.po is missing: nothing could be said")
    found = sorted(folder.glob("*.po"))
    return Catalogues({path.stem: _compiled(path, path.stat().st_mtime_ns) for path in found}, own)


@lru_cache(8)
def _compiled(path: Path, _saved_at: int) -> gettext.GNUTranslations:
    """Kept: a worker that is forked from a parent that has loaded them need not do so again."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
