"""What the register's commands share: the database for as long as a command lasts, refusals as messages.

Exit codes: 0 done, 2 refused (message with place and mend), 3 a difference was shown and waits for
`--accept`, 1 the database does not answer.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from qalqan.kernel.names import LANGUAGES

FORMATS = ("text", "pdf", "docx", "html", "xlsx")
REFUSED, DIFFERENT = 2, 3

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
lang_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="Language of messages and texts.",
)
as_of_option = click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The wording in force on this day."
)


def say(text: str) -> None:
    """One line about what is being done, apart from the result."""
    click.echo(f"qalqan: {text}", err=True)


def with_register[**P](work: Callable[P, None]) -> Callable[P, None]:
    """Run a command with the database up and Django ready; refusals become messages in `lang`."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        from qalqan.kernel.embedded import session
        from qalqan.kernel.embedded.binaries import LauncherError

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
        os.environ.setdefault("QALQAN_POOL", "0")
        try:
            with session.running(say):
                import django

                django.setup()
                _guarded(lambda: work(*args, **kwargs), kwargs)
        except LauncherError as error:
            raise click.ClickException(str(error)) from None

    return run


def _guarded(work: Callable[[], None], options: Any) -> None:
    from django.db import OperationalError

    from .reading.problems import PlanUnreadable
    from .refusals import Refused

    try:
        work()
    except (Refused, PlanUnreadable) as refusal:
        words = refusal.words(str(options.get("lang", "en")))
        if options.get("as_json"):
            click.echo(json.dumps({"error": words}, ensure_ascii=False))
        else:
            where = f"{words['place']}: " if words["place"] and words["place"] not in words["message"] else ""
            click.echo(f"{where}{words['message']} [{words['rule']}]\n{words['mend']}", err=True)
        sys.exit(REFUSED)
    except OperationalError as error:
        raise click.ClickException(f"the database does not answer: {error}") from None
    except OSError as error:  # a file given or asked for that the machine refuses
        raise click.ClickException(str(error)) from None


def plain(value: Any) -> Any:
    """A frozen view as values that JSON has: days as ISO, money as decimal strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key: plain(part) for key, part in asdict(value).items()}
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple, frozenset)):
        return [plain(part) for part in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    return value


def print_json(value: Any) -> None:
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=1))


def day_of(moment: datetime | None) -> date | None:
    """The day of a `--as-of`."""
    return moment.date() if moment else None


def beside(file: Path, name: str, given: Path | None) -> Path | None:
    """A companion of a plan's file: the one given, else the one of that name in the same folder."""
    if given is not None:
        return given
    candidate = file.with_name(name)
    return candidate if candidate.is_file() else None
