"""The one gate, run by `./run test`: format, lint, types, import law, lock files, tests; stops at the
first failure.

Without words: everything quick. `--all`: the slow tests too. Any other words: only pytest, with these words.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOMS = ["app", "bot", "web", "scheduler", "storage", "services", "domain", "simulator", "tests", "bench"]
SIDE_BY_SIDE = ["-n", "2", "--dist", "loadfile"]
"""Most of the quick tests' time is waiting. The slow ones take blows that need the machine to themselves."""
IMPORT_LAW = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def main(words: list[str]) -> int:
    everything, only = "--all" in words, [word for word in words if word != "--all"]
    quick = [] if everything or only else ["-m", "not slow", *SIDE_BY_SIDE]
    tests = ["-m", "pytest", *quick, *only]
    if only:
        return step("tests", tests, shown=True)
    present = [room for room in ROOMS if Path(room).is_dir()]
    checks = {
        "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
        "lint": ["-m", "ruff", "check", "--quiet", "."],
        "types": ["-m", "mypy", *present],
        "import law": ["-c", IMPORT_LAW],
    }
    failed = (
        any(step(name, arguments, shown=False) for name, arguments in checks.items())
        or locks_hold_addresses()
    )
    return 1 if failed else step("tests", tests, shown=True)


def step(name: str, arguments: list[str], *, shown: bool) -> int:
    if shown:
        print(f"── {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run([sys.executable, *arguments], capture_output=not shown, text=True, check=False)
    if done.returncode and not shown:
        print(done.stdout + done.stderr)
    verdict = "FAILED" if done.returncode else "ok"
    print(f"── {name}: {verdict} ({time.monotonic() - began:.1f} s)", flush=True)
    return done.returncode


def locks_hold_addresses() -> bool:
    """A registry's address in a lock would send everybody to that one registry."""
    locks = [*Path().glob("*.lock"), Path("tests/node/package-lock.json")]
    found = [str(lock) for lock in locks if lock.name != "uv.lock" and "://" in lock.read_text()]
    print(f"── lock files without addresses: {'FAILED: ' + ', '.join(found) if found else 'ok'}", flush=True)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
