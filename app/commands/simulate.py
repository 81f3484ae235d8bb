"""`roomline simulate`: the simulator alone, for any bot. Its words are its own."""

from __future__ import annotations

import typer

PASSES_ITS_WORDS_ON = True


def command(context: typer.Context) -> int:
    """Start the simulator alone (a Bot API server on this machine); `simulate --help` lists its options."""
    from simulator.__main__ import main

    return main(context.args, "roomline simulate")
