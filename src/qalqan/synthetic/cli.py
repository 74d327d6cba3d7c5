"""`qalqan demo`: load an invented country, whole or a piece of it."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import click

from qalqan.kernel.embedded import session
from qalqan.kernel.embedded.binaries import LauncherError

SCALES = ("school", "district", "region", "nation")
LOCK = "demo.lock"
REGION = "KZ-61"  # where the invented people of the demonstration work
DISTRICT_CHILDREN = 20_000


def say(text: str) -> None:
    """One line about what is being done."""
    click.echo(f"qalqan: {text}", err=True)


@click.command()
@click.option(
    "--scale", type=click.Choice(SCALES), default="district", show_default=True, help="How much of it."
)
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="Which country.")
@click.option("--region", help=f"The region (ISO code) for --scale region; {REGION} if not given.")
@click.option("--district", help="The district's code for --scale district or school.")
@click.option(
    "--school", type=click.IntRange(1), help="The school's number in its region, for --scale school."
)
@click.option("--errors", default="0", show_default=True, help="Faults in records: 0 to 3, or a TOML file.")
@click.option(
    "--truth",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write which record is whose, and what was planted, to this CSV file. Never into the database.",
)
@click.option(
    "--processes", type=click.IntRange(1, 16), default=2, show_default=True, help="How many at once."
)
def demo(scale: str, processes: int, **options: Any) -> None:
    """Load an invented Kazakhstan: schools, children, families, and those who work there.

    The same seed gives the same people, byte for byte. A second run changes nothing; one that was killed
    goes on where it stopped. No person in it is real.
    """
    from qalqan.synthetic import running
    from qalqan.synthetic.errors import RatesError, rates

    try:
        task = chosen(scale, processes, rates(options.pop("errors")), **options)
        claim = session.try_lock(LOCK)
        if claim is None:
            raise click.ClickException("another load runs in this home; wait for it")
        with claim, session.running(say) as server:
            os.environ["DJANGO_SETTINGS_MODULE"] = "qalqan.settings"
            import django

            django.setup()
            click.echo(told(task, load(task)))
            if server:
                server.learn_sizes()
    except (running.RunError, RatesError, LauncherError) as problem:
        raise click.ClickException(str(problem)) from None


def chosen(
    scale: str,
    processes: int,
    rates: Any,
    *,
    seed: int = 1,
    region: str | None = None,
    district: str | None = None,
    school: int | None = None,
    truth: Path | None = None,
) -> Any:
    """The task that the options name; UsageError when they do not go together."""
    from qalqan.synthetic import plan
    from qalqan.synthetic.running import Task

    country = plan.country(seed)
    fits = {"region": ("region",), "district": ("district",), "school": ("district", "school")}
    for name, value in (("region", region), ("district", district), ("school", school)):
        if value is not None and name not in fits.get(scale, ()):
            raise click.UsageError(f"--{name} does not go with --scale {scale}")
    if region is not None and not country.of_region(region):
        raise click.UsageError(f"{region} is no region; regions are KZ-10 to KZ-79")
    if district is not None and district not in country.districts:
        raise click.UsageError(
            f"{district} is no district's code; one of {REGION} is {home_district(country)}"
        )
    where = district or home_district(country)
    if scale == "school":
        numbers = [one.number for one in country.districts[where].schools]
        if school is not None and school not in numbers:
            raise click.UsageError(f"{where} has the schools {numbers[0]} to {numbers[-1]}")
        return Task(seed, rates, (where,), school or home_school(country).number, truth, 1)
    if scale not in SCALES:
        raise click.UsageError(f"{scale} is no scale; scales are {', '.join(SCALES)}")
    districts = {
        "district": (where,),
        "region": tuple(one.code for one in country.of_region(region or REGION)),
        "nation": tuple(country.districts),
    }[scale]
    return Task(seed, rates, districts, None, truth, processes)


def home_district(country: Any) -> str:
    """The district of the demonstration's region that is nearest to 20 000 children."""
    found: str = min(country.of_region(REGION), key=lambda one: abs(one.pupils - DISTRICT_CHILDREN)).code
    return found


def home_school(country: Any) -> Any:
    """A school of middling size in that district: that of the demonstration's teacher."""
    schools = country.districts[home_district(country)].schools
    return min(schools, key=lambda one: (abs(one.size - 500), one.number))


def load(task: Any) -> Any:
    """Run a task with a bar that shows children, rows a second and the last district done."""
    from qalqan.synthetic import running

    began = time.monotonic()
    # a bar for people; into a file or a log, a line for each district
    quiet = not sys.stderr.isatty()
    shown: Any = click.progressbar(length=task.children, show_pos=True, file=sys.stderr, hidden=quiet)
    with shown as bar:

        def told_of(children: int, district: str, rows: int) -> None:
            if district:
                speed = rows / (time.monotonic() - began)
                bar.label = f"{district[:5]}, {speed:,.0f} rows/s"
                if quiet:
                    say(f"{district}: {rows:,} rows by now, {speed:,.0f} rows/s")
            bar.update(children)

        return running.run(task, told_of)


def told(task: Any, done: Any) -> str:
    """One sentence about what a run did."""
    wanted = len(task.districts)
    truth = f"; the truth is in {task.truth}" if task.truth else ""
    if not done.rows:
        return f"nothing to do: this country lies here already (seed {task.seed}, {wanted} districts){truth}"
    some = f", {done.skipped} of {wanted} districts lay here already" if done.skipped else ""
    speed = done.rows / max(done.seconds, 0.001)
    return f"{done.rows:,} rows in {done.seconds:.0f} s, {speed:,.0f} rows/s{some}{truth}"
