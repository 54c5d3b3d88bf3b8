"""`himaya token`: tokens for programs."""

import argparse
import json

from himaya.cli.session import WrongUseError
from himaya.kernel.verbs import Verb

SUMMARY = "Make, list or revoke API tokens."
EXAMPLE = "himaya token --seat 4t9k2m7q0w3x8y5z --label dashboard --verb record.view --days 90"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose token, for what, how long."""
    parser.add_argument("--operation", help="short name; may be left out when there is only one")
    parser.add_argument("--seat", required=True, help="reference of the seat the token belongs to")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--label", help="make a token of this name")
    what.add_argument("--list", action="store_true", help="list the tokens in sight")
    what.add_argument("--revoke", metavar="REF", help="end a token now")
    parser.add_argument(
        "--verb",
        action="append",
        default=[],
        help=f"what it may do, may be given several times: {', '.join(Verb)}",
    )
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument(
        "--level",
        type=int,
        default=1,
        choices=(1, 2, 3, 4),
        help="highest level; above 1 for coordinators and data protection only",
    )
    parser.add_argument("--json", action="store_true", help="print as JSON")


def run(options: argparse.Namespace) -> int:
    """Ask the same actions as the page."""
    from himaya.cli.ready import require_key
    from himaya.cli.session import require_current, start_existing

    start_existing()
    require_current()
    require_key()
    if options.list:
        _list(options)
    elif options.revoke:
        _revoke(options)
    else:
        _make(options)
    return 0


def _make(options: argparse.Namespace) -> None:
    from himaya.cli.session import operation_named, seat_named
    from himaya.people.tokens import make_token

    unknown = sorted(set(options.verb) - {verb.value for verb in Verb})
    if unknown or not options.verb:
        what = f"There is no verb {', '.join(unknown)}" if unknown else "No verb is named"
        raise WrongUseError(f"{what}: say with --verb what it may do; there is {', '.join(Verb)}.")
    token, secret = make_token(
        seat=seat_named(operation_named(options.operation), options.seat),
        label=options.label,
        verbs=[Verb(verb) for verb in options.verb],
        days=options.days,
        level_cap=options.level,
    )
    facts = {"ref": token.ref, "token": secret, "expires": token.expires_at.isoformat()}
    print(json.dumps(facts) if options.json else f"{secret}\nShown once. Ends {facts['expires']}.")


def _list(options: argparse.Namespace) -> None:
    from himaya.cli.session import operation_named, seat_named
    from himaya.people.tokens import tokens_in_sight

    rows = [
        {
            "ref": token.ref,
            "label": token.label,
            "verbs": token.verbs,
            "expires": token.expires_at.isoformat(),
            "revoked": token.revoked_at is not None,
        }
        for token in tokens_in_sight(seat_named(operation_named(options.operation), options.seat))
    ]
    if options.json:
        print(json.dumps(rows))
        return
    for row in rows:
        print(f"{row['ref']}  {row['label']}  {'revoked' if row['revoked'] else row['expires']}")


def _revoke(options: argparse.Namespace) -> None:
    from himaya.cli.session import operation_named, seat_named
    from himaya.people.tokens import revoke_token, tokens_in_sight

    seat = seat_named(operation_named(options.operation), options.seat)
    token = tokens_in_sight(seat).filter(ref=options.revoke).first()
    if token is None:
        raise WrongUseError(f"There is no token {options.revoke} in sight of this seat.")
    revoke_token(seat=seat, token=token)
    print(json.dumps({"revoked": token.ref}) if options.json else f"{token.ref} is revoked.")
