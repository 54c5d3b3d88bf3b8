"""`himaya invite`: a way in for one named person."""

import argparse
import json

from himaya.cli.session import WrongUseError

SUMMARY = "Invite a person; prints a link that works once."
EXAMPLE = (
    "himaya invite --seat 4t9k2m7q0w3x8y5z --agency HRA --role focal_point --level 2 \\\n"
    "    --email bakari@example.org --name Bakari"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who, for which agency, as what, and in whose name."""
    parser.add_argument("--operation", help="short name; may be left out when there is only one")
    parser.add_argument("--seat", help="reference of the seat that invites")
    parser.add_argument(
        "--first-coordinator",
        action="store_true",
        help="as installer, invite the first coordinator (again); only before anybody has a seat",
    )
    parser.add_argument("--email", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--agency", required=True, metavar="ACRONYM")
    parser.add_argument("--role", default="reader")
    parser.add_argument("--level", type=int, default=1, choices=(1, 2, 3, 4))
    parser.add_argument("--everywhere", action="store_true", help="all areas of the operation")
    parser.add_argument(
        "--cluster", action="append", default=[], help="such as cp; may be given several times"
    )
    parser.add_argument("--site", default="http://127.0.0.1:8000", help="address people use")
    parser.add_argument("--json", action="store_true", help="print the link as JSON")


def run(options: argparse.Namespace) -> int:
    """Ask the same action as the page."""
    from himaya.cli.ready import require_key
    from himaya.cli.session import require_current, start_existing

    if options.first_coordinator == bool(options.seat):
        raise WrongUseError("Say who invites: --seat REF, or --first-coordinator.")
    start_existing()
    require_current()
    require_key()
    from django.urls import reverse

    secret = _invite(options)
    link = options.site.rstrip("/") + reverse("invitation-accept", args=[secret])
    print(json.dumps({"invitation": link}) if options.json else f"{link}\nWorks once, seven days.")
    return 0


def _invite(options: argparse.Namespace) -> str:
    from himaya.cli.session import operation_named, seat_named
    from himaya.people.actions import invite, invite_first_coordinator
    from himaya.people.models import Account, Agency, Role
    from himaya.people.words import CLUSTERS

    operation = operation_named(options.operation)
    agency = Agency.objects.filter(operation=operation, acronym=options.agency).first()
    if agency is None:
        raise WrongUseError(f"{operation.slug} knows no agency {options.agency}.")
    if options.role not in Role.values:
        raise WrongUseError(f"There is no role {options.role}; there is {', '.join(Role.values)}.")
    known = [code for code, _ in CLUSTERS]
    if unknown := set(options.cluster) - set(known):
        raise WrongUseError(
            f"There is no cluster {', '.join(sorted(unknown))}; there is {', '.join(known)}."
        )
    if options.seat:
        _invitation, secret = invite(
            seat=seat_named(operation, options.seat),
            agency=agency,
            email=options.email,
            name=options.name,
            role=options.role,
            access_level=options.level,
            everywhere=options.everywhere,
            clusters=options.cluster,
            site=options.site,
        )
        return secret
    installer = Account.objects.filter(is_installer=True, is_active=True).order_by("pk").first()
    if installer is None:
        raise WrongUseError("There is no installer yet: run himaya init.")
    _invitation, secret = invite_first_coordinator(
        installer=installer,
        operation=operation,
        agency=agency,
        email=options.email,
        name=options.name,
        access_level=options.level,
        door="command",
        site=options.site,
    )
    return secret
