"""`./run` in a folder of its own, with a lock file that names nothing and a program that prints its words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "cksum", "cat", "printf", "env")
PROGRAM = 'import sys; print("the program", sys.argv[1:]); print(sys.prefix)\n'


@pytest.fixture(scope="module")
def first_starts(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, list[subprocess.CompletedProcess[str]]]:
    """Two starts at once in a fresh checkout, both waited for: making a venv takes seconds, so it is
    made once."""
    folder = checkout(tmp_path_factory.mktemp("pattern") / "it has spaces")
    with ThreadPoolExecutor() as both:
        return folder, list(both.map(lambda word: start(folder, word), ["one", "two"]))


@pytest.fixture
def made(first_starts: tuple[Path, list[subprocess.CompletedProcess[str]]]) -> Path:
    """A checkout whose first start is over."""
    return first_starts[0]


@pytest.mark.slow
def test_two_first_starts_do_not_spoil_each_other(
    first_starts: tuple[Path, list[subprocess.CompletedProcess[str]]],
) -> None:
    folder, both = first_starts
    for word, done in zip(["one", "two"], both, strict=True):
        assert (done.returncode, done.stdout) == (0, f"the program ['{word}']\n{folder / '.venv'}\n"), (
            done.stderr
        )
    assert sum("Installing what requirements.lock names" in done.stderr for done in both) == 1
    assert sum("Installed." in done.stderr for done in both) == 1
    assert sum("Another ./run is installing" in done.stderr for done in both) == 1


def checkout(folder: Path) -> Path:
    (folder / "app").mkdir(parents=True)
    (folder / "tests").mkdir()
    shutil.copy(HOME / "run", folder / "run")
    shutil.copy(HOME / "app" / "install.py", folder / "app" / "install.py")
    (folder / "app" / "__init__.py").write_text("")
    (folder / "app" / "__main__.py").write_text(PROGRAM)
    (folder / "tests" / "gate.py").write_text(PROGRAM.replace("the program", "the gate"))
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (folder / lock).write_text("# nothing\n")
    return folder


def path_with(folder: Path, **scripts: str) -> str:
    """A PATH that holds what a plain system has, and these scripts."""
    tools = folder / "bin"
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(shutil.which(tool) or pytest.fail(f"no {tool} here"))
    for name, script in scripts.items():
        (tools / name.replace("_", ".")).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name.replace("_", ".")).chmod(0o755)
    return str(tools)


def this_python() -> str:
    return str(Path(sys.base_prefix) / "bin" / "python3")


def start(
    folder: Path, *words: str, path: str | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    path = path or f"{Path(this_python()).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(folder)}
    return subprocess.run(
        [str(folder / "run"), *words],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_second_start_installs_nothing_from_anywhere(made: Path, tmp_path: Path) -> None:
    no_python_needed = path_with(tmp_path)
    done = start(made, "status", "--json", path=no_python_needed, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("the program ['status', '--json']")


def test_a_folder_called_app_where_one_stands_is_not_taken_for_the_program(
    made: Path, tmp_path: Path
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit('the wrong app')")
    assert start(made, cwd=tmp_path).stdout.startswith("the program []")


@pytest.mark.slow
def test_a_changed_lock_is_installed_and_an_interrupted_install_taken_up(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(made, folder, symlinks=True)
    (folder / "requirements.lock").write_text(
        "no-such-package-anywhere==1.0 --hash=sha256:" + "0" * 64 + "\n"
    )
    broken = start(folder)
    assert broken.returncode == 2
    assert "The first start needs the network" in broken.stderr
    assert broken.stdout == ""
    (folder / "requirements.lock").write_text("# nothing, said differently\n")
    mended = start(folder)
    assert (mended.returncode, "Installed." in mended.stderr) == (0, True)
    assert start(folder).stderr == ""


def test_where_uv_fails_pip_is_asked(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(made, folder, symlinks=True)
    (folder / "requirements.lock").write_text("# changed\n")
    asked = tmp_path / "asked"
    path = path_with(tmp_path, uv=f'echo "$1 $2" >>"{asked}"; exit 1', python3=f'exec "{this_python()}" "$@"')
    assert start(folder, path=path).returncode == 0
    assert asked.read_text() == "pip install\n"


@pytest.mark.slow
def test_an_unhashed_package_is_refused(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(made, folder, symlinks=True)
    (folder / "requirements.lock").write_text("aiohttp==3.14.5\n")
    done = start(folder)
    assert done.returncode == 2
    assert "hash" in done.stderr.lower()


def test_the_tests_have_a_lock_of_their_own(made: Path) -> None:
    first, second = start(made, "test", "-k", "x"), start(made, "test")
    assert "Installing what requirements-dev.lock names" in first.stderr
    assert first.stdout.startswith("the gate ['-k', 'x']")
    assert (second.stderr, second.stdout.startswith("the gate []")) == ("", True)


@pytest.mark.parametrize(
    "scripts", [{}, {"python3": "exit 1"}, {"python3_14": "exit 1", "python3": "exit 1"}]
)
def test_no_python_that_is_new_enough(tmp_path: Path, scripts: dict[str, str]) -> None:
    done = start(checkout(tmp_path / "here"), path=path_with(tmp_path, **scripts))
    assert done.returncode == 2
    assert done.stderr.startswith("Roomline needs Python 3.11 or newer and found none")
    assert "apt install python3" in done.stderr
    assert not (tmp_path / "here" / ".venv").exists()


def test_an_old_python3_is_passed_over_for_a_newer_one(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(made, folder, symlinks=True)
    (folder / "requirements.lock").write_text("# changed\n")
    path = path_with(tmp_path, python3="exit 1", python3_11=f'exec "{this_python()}" "$@"')
    assert start(folder, path=path).returncode == 0


def test_a_python_without_venv_is_a_sentence(tmp_path: Path) -> None:
    # As on Debian: `import venv` works, ensurepip is a package of its own that is missing.
    hide = tmp_path / "hide.py"
    hide.write_text(
        "import runpy, sys\nsys.modules['ensurepip'] = None\nsys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    script = f'[ "$1" = -c ] && exec "{this_python()}" "$@"; shift; exec "{this_python()}" "{hide}" "$@"'
    done = start(checkout(tmp_path / "here"), path=path_with(tmp_path, python3=script))
    assert done.returncode == 2
    assert "Python's venv module is missing" in done.stderr
    assert "-venv` and start again" in done.stderr
