import sys

from simulator.options import parsed


def main(argv: list[str], program: str = "python -m simulator") -> int:
    options = parsed(argv, program)
    # After the words are understood: `--help` and a wrong word are answered at once.
    from simulator.server import run

    return run(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
