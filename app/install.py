"""Makes `.venv` and installs one lock file into it. Run by `./run` with the system's Python: standard
library only.

The stamp is written last, so an install that was interrupted is taken up again by the next start; pip and uv
keep what is already there. A file lock makes a second `./run` wait instead of installing into the same place.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

CANNOT_BEGIN = 2


def main(venv: Path, lock: Path, checksum: str) -> int:
    stamp = venv / f".{lock.name}.installed"
    with venv.with_name(f"{venv.name}.lock").open("w") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another ./run is installing; waiting for it …")
            fcntl.flock(turn, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == checksum and works(venv, "import sys"):
            return 0
        say(f"Installing what {lock.name} names into {venv.name}; this happens once and takes a minute …")
        uv = shutil.which("uv")
        failure = uv and (make(venv, uv) or fill(venv, lock, uv))
        # What stops uv (a proxy, a certificate, an old version) need not stop pip.
        if (failure or not uv) and (failure := make(venv, None) or fill(venv, lock, None)):
            say(failure)
            return CANNOT_BEGIN
        stamp.write_text(checksum)
    say("Installed.")
    return 0


def make(venv: Path, uv: str | None) -> str | None:
    """A venv that can be installed into; a broken or half-made one is made anew."""
    if works(venv, "import sys" if uv else "import pip"):
        return None
    if uv:
        shutil.rmtree(venv, ignore_errors=True)  # uv's own word for this differs between its versions
        return run([uv, "venv", "--quiet", "--python", sys.executable, str(venv)])
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        return (
            f"Python's venv module is missing (Debian and Ubuntu keep it apart): run "
            f"`apt install python3.{sys.version_info.minor}-venv` and start again."
        )
    return run([sys.executable, "-m", "venv", "--clear", str(venv)])


def fill(venv: Path, lock: Path, uv: str | None) -> str | None:
    # The lock is complete and hashed: resolving dependencies again could only add what nobody has pinned.
    exactly = ["--quiet", "--require-hashes", "--no-deps", "-r", str(lock)]
    python = str(venv / "bin" / "python")
    with_uv = [uv or "", "pip", "install", "--python", python, "--compile-bytecode"]
    failed = run([*(with_uv if uv else [python, "-m", "pip", "install"]), *exactly])
    return failed and (
        f"{failed}\nThe packages could not be installed. The first start needs the network (a package "
        "registry); when it is there, start again: what has arrived is kept."
    )


def works(venv: Path, statement: str) -> bool:
    python = venv / "bin" / "python"
    return python.exists() and subprocess.run([python, "-c", statement], capture_output=True).returncode == 0


def run(command: list[str]) -> str | None:
    # By itself uv does not trust the certificates that this machine trusts.
    certificates = {"UV_NATIVE_TLS": "1", "UV_SYSTEM_CERTS": "1"}
    done = subprocess.run(
        command,
        env={**certificates, **os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return None if done.returncode == 0 else "\n".join(done.stdout.splitlines()[-8:])


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201  # before logging exists


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
    except KeyboardInterrupt:
        say("Stopped; the next start goes on from here.")
        sys.exit(130)
