"""Starting and ending the simulator."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sqlite3
import sys
import warnings
from functools import partial

from aiohttp import BadContentDispositionHeader, BadContentDispositionParam, web

from simulator.botapi import BotApi
from simulator.botdoor import BotDoor
from simulator.connections import Connections
from simulator.errors import Refusal
from simulator.folders import WorldInUse
from simulator.lifeline import watch
from simulator.listening import HOST, listening
from simulator.options import Options
from simulator.pollcloser import closing
from simulator.reader import Reader
from simulator.requests import LARGEST_BODY
from simulator.savedapi import SavedApi
from simulator.switchapi import SwitchApi
from simulator.trialapi import TrialApi, sentences
from simulator.webhooks import Postman
from simulator.world import World, read_seed
from simulator.worldapi import PeopleApi


async def opened(world: World, bot: BotApi, hint: str = "") -> web.AppRunner:
    """Every door: the bot's too, for what only aiohttp reads of its calls."""
    app = web.Application(middlewares=[sentences], client_max_size=LARGEST_BODY)
    for api in (bot, PeopleApi(world), SwitchApi(world), SavedApi(world), TrialApi(world, hint)):
        app.add_routes(api.routes())
    app.cleanup_ctx.append(Postman(world, bot).life)
    # Left connections are dropped after a moment: aiohttp would wait a minute for open streams.
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    return runner


async def serve(options: Options) -> None:
    """Runs until SIGTERM, SIGINT or the parent's end. At start raises OSError, ValueError, Refusal
    or WorldInUse, each with a sentence."""
    front = listening(options.port, options.fd)
    back = listening(options.bot_port, options.bot_fd)
    world = _world(options)
    if options.rates is not None:
        world.rates.change({"on": options.rates})
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    watcher = loop.create_task(watch(options.parent_pid, stopped.set)) if options.parent_pid else None
    closer = loop.create_task(closing(world))
    bot = BotApi(world)
    _collect_less()
    runner = await opened(world, bot, options.hint)
    assert runner.server is not None
    # None is how aiohttp is told to keep no log of paths, in which the token stands.
    others = partial(Reader, runner.server, loop=loop, access_log=None)  # type: ignore[arg-type]  # see above
    connections = Connections(bot, PeopleApi(world), others)
    server = await loop.create_server(connections, sock=front)
    door = BotDoor(world, connections, runner.server, back)
    keeper = loop.create_task(door.keep())
    try:
        _announce(options, front.getsockname()[1], door.port, world)
        await stopped.wait()
    finally:
        for task in (watcher, keeper, closer):
            if task:
                task.cancel()
        world.feed.close()
        server.close()
        await connections.close()
        await runner.cleanup()
        world.close()


def _collect_less() -> None:
    """Thousands of messages are held and nothing of them goes in circles: looking through them all the time
    costs a busy bot some hundredths of its rate."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _world(options: Options) -> World:
    seed = read_seed(options.seed) if options.seed else None
    try:
        return World(
            options.folder,
            fresh=options.fresh,
            token=options.token,
            seed=seed,
            bot_name=options.bot_name,
            topics=options.topics,
        )
    except Refusal as refusal:
        raise ValueError(f"{options.seed}: {refusal.sentence}") from refusal
    except OSError as error:
        raise OSError(f"No world can be kept in {options.folder} ({error.strerror}).") from error
    except sqlite3.Error as error:
        raise OSError(f"The world in {options.folder} is of no use ({error}); {_ANEW}.") from error
    except TypeError as error:
        # Its objects have other fields than ours.
        raise ValueError(f"The world in {options.folder} is of another version; {_ANEW}.") from error


_ANEW = "--fresh begins a new one"


def _announce(options: Options, port: int, bot_port: int, world: World) -> None:
    address = f"http://{HOST}:{port}"
    ready = {"simulator": address, "token": world.book.token, "pid": os.getpid()}
    ready["bot_api"] = f"http://{HOST}:{bot_port}"
    sentences = (
        f"The simulator is at {address}: open it to see the phones. Its world is kept in {options.folder}.\n"
        f"For a bot, in its terminal (docs/simulator.md has a few lines for each library):\n"
        f"export TELEGRAM={address} TOKEN={world.book.token}\n"
        f"Ctrl-C ends it."
    )
    print(json.dumps(ready) if options.headless else sentences, flush=True)  # noqa: T201 - this is its output


def run(options: Options) -> int:
    """The exit code: 2 with a sentence where it cannot begin."""
    # A client's odd file names are no trouble of ours.
    for category in (BadContentDispositionHeader, BadContentDispositionParam):
        warnings.simplefilter("ignore", category)
    try:
        asyncio.run(serve(options))
    except WorldInUse as error:
        return _refused(f"Another simulator is running the world in {error}; --folder names another folder.")
    except (OSError, ValueError, Refusal) as error:
        return _refused(str(error))
    return 0


def _refused(sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201 - a sentence instead of a trace
    return 2
