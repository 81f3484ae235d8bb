"""`./run bench` lists what can be measured; `./run bench NAME` measures it."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench


def main(words: list[str]) -> int:
    names = sorted(one.name for one in pkgutil.iter_modules(bench.__path__) if not one.name.startswith("_"))
    if len(words) != 1 or words[0] not in names:
        asked = f"There is no bench {' '.join(words)!r}. " if words else ""
        print(f"{asked}./run bench NAME, with NAME one of:")
        for name in names:
            about = (importlib.import_module(f"bench.{name}").__doc__ or "").strip().splitlines()[0]
            print(f"  {name:12} {about}")
        return 2
    importlib.import_module(f"bench.{words[0]}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
