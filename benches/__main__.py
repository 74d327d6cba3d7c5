"""Run the benches named on the command line, or all. Each module has `main() -> None` and prints its rows."""

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).parent
ALL = sorted(p.stem for p in HERE.glob("*.py") if not p.stem.startswith("_"))


def main() -> int:
    wanted = [name for name in sys.argv[1:] if not name.startswith("--")] or ALL
    unknown = [name for name in wanted if name not in ALL]
    if unknown:
        sys.stderr.write(f"no bench named {', '.join(unknown)}; there are: {', '.join(ALL)}\n")
        return 2
    for name in wanted:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        importlib.import_module(f"benches.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
