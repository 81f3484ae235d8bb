"""The door. `run` must be working again within a second, so it is recognised before anything is imported."""

from __future__ import annotations

import sys

from app.complaints import CANNOT_BEGIN, CannotBegin
from app.crash import last_words
from app.first_look import quick_run, take_config


def main(words: list[str]) -> int:
    try:
        words = take_config(words)
        if (quick := quick_run(words)) is not None:
            from app.parent import start

            headless, fresh = quick
            return start(headless=headless, fresh=fresh)
        from app.cli import main as others

        return others(words)
    except CannotBegin as reason:
        sys.stderr.write(f"{reason}\n")
        return CANNOT_BEGIN
    except Exception:  # noqa: BLE001  # the last place that can take a token out of the trace
        return last_words()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
