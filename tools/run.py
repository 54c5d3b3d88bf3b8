"""`./run`: the environment, then himaya on 127.0.0.1 with web and worker."""

import os
import sys
from pathlib import Path

import environment


def main() -> int:
    """Install if needed, then become the process that keeps web and worker running."""
    try:
        environment.ensure("base")
    except environment.CannotStartError as error:
        print(error, file=sys.stderr)
        return environment.WRONG_USE
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return environment.WRONG_USE
    os.environ.setdefault("HIMAYA_DATA", str(environment.ROOT / "data"))
    python = str(environment.python())
    os.execv(python, [python, "-m", "himaya.cli.laptop", *sys.argv[1:]])  # noqa: S606 - no shell wanted
    return 0  # never reached: execv replaces this process


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
