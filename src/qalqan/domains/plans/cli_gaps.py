"""`qalqan plan gaps` and `decide`."""

import sys
from uuid import UUID

import click

from .cli_register import REFUSED, json_option, lang_option, print_json, with_register


@click.command()
@click.argument("code")
@click.option(
    "--verify", is_flag=True, help="Check the signature of every decision; exit code 2 if one is bad."
)
@json_option
@lang_option
@with_register
def gaps(code: str, verify: bool, as_json: bool, lang: str) -> None:
    """What plan CODE leaves open, and what was decided about it."""
    from . import gaps as ledger
    from . import queries

    found = queries.gaps(code, lang)
    bad = ledger.verify(code) if verify else ()
    if as_json:
        print_json({"gaps": found, "bad": bad} if verify else found)
    else:
        for gap in found:
            click.echo(f"{gap.id}  {gap.place}: {gap.message}")
            if gap.quote:
                click.echo(f"    > {gap.quote}")
            for decision in gap.decisions:
                by = f"{decision.decided_by} ({decision.post})" if decision.post else decision.decided_by
                click.echo(
                    f"    = {decision.value}: {decision.reason} [{by}, {decision.decided_at:%Y-%m-%d}]"
                )
        for fault in bad:
            click.echo(f"BAD {fault.place}, decision {fault.sequence}: {fault.fault}", err=True)
        if verify and not bad:
            count = sum(len(gap.decisions) for gap in found)
            click.echo(f"{count} decisions, every signature holds")
    if bad:
        sys.exit(REFUSED)


@click.command()
@click.argument("gap", type=click.UUID)
@click.option("--value", required=True, help='What is decided, e.g. "January".')
@click.option("--reason", required=True, help="Why: others will rely on it.")
@json_option
@lang_option
@with_register
def decide(gap: UUID, value: str, reason: str, as_json: bool, lang: str) -> None:
    """Append a signed decision on GAP (its id from `plan gaps`). The newest one holds; none is changed."""
    from . import actions
    from .actor import operator

    decision = actions.decide_gap(gap, value, reason, actor=operator())
    done = {"gap": str(gap), "sequence": decision.sequence, "value": decision.value, "key": decision.key_id}
    if as_json:
        print_json(done)
    else:
        click.echo(
            f"decision {decision.sequence} on {gap}: {decision.value} (signed with key {decision.key_id})"
        )
