"""Doors read through one's sight, and actions know who asks and leave a trace: read from the code.

Requirements (style.md 6 and 7):
1. No `.objects.all()` handed out, nor a bare `.get(`, on a model the rules know, in views and API.
2. Each public function of an `actions` module takes `seat`, or says why it does not.
3. Each of them logs, or calls something that does.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import himaya
from himaya.gate.things import kinds
from tests.world import table

SOURCE = Path(himaya.__file__).parent
DOORS = ("views", "api", "token_views", "access_views")
GUARDS = {"visible_to", "visible_or_404", "records_of", "found"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*names: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        inside = set(path.relative_to(SOURCE).with_suffix("").parts)
        if "tests" not in inside and inside & set(names):
            yield path.relative_to(SOURCE), ast.parse(path.read_text(encoding="utf-8"))


def _model(node: ast.AST, protected: set[str]) -> str:
    """ "Record" for `Record.objects`, where Record is protected."""
    if (
        isinstance(node, ast.Attribute)
        and node.attr == "objects"
        and isinstance(node.value, ast.Name)
        and node.value.id in protected
    ):
        return node.value.id
    return ""


def unguarded(tree: ast.Module, protected: set[str]) -> list[str]:
    """`X.objects.all()` outside a guard's arguments, and `X.objects.get(...)` anywhere."""
    inside = {
        id(part)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _name(call.func) in GUARDS
        for argument in call.args
        for part in ast.walk(argument)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            model = _model(node.func.value, protected)
            if model and (
                node.func.attr == "get" or (node.func.attr == "all" and id(node) not in inside)
            ):
                found.append(f"{model}.objects.{node.func.attr} in line {node.lineno}")
    return found


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_doors__fetch_through_ones_sight() -> None:
    protected = {kind.model.__name__ for kind in kinds()}
    wrong = {
        str(path): found
        for path, tree in modules(*DOORS)
        if str(path) not in OWN and (found := unguarded(tree, protected))
    }
    assert wrong == {}


def test_bare_fetch__is_seen() -> None:
    sample = """
def view(request):
    one = Record.objects.get(ref="x")
    rows = Record.objects.all()
    good = visible_to(Record.objects.all(), request.seat)
    fine = Other.objects.get(pk=1)
"""
    assert len(unguarded(ast.parse(sample), {"Record"})) == 2


# Fetches that are sight of oneself.
OWN = {"people/api.py": "the agency of the token's own seat"}

# Public functions of `actions` modules that take no seat or write no event, and why.
EXEMPT = dict(
    table("""
| collect.actions.register_for                    | finds the register; the import itself asks and logs        |
| collect.actions.register_filled_by              | as above, or the one that the kind of file names           |
| collect.actions.give_back_rest                  | makes a working copy: releases asks and logs               |
| files.actions.drop_content                      | called by the room that holds the file, which has asked    |
| files.actions.file_key                          | a question about a file                                    |
| files.actions.name_of                           | a question about a file                                    |
| files.actions.path_of                           | a question about a file                                    |
| files.actions.read_file                         | called by the room that holds the file, which has asked    |
| files.actions.store_file                        | called by the room that holds the file, which has asked    |
| library.actions.add_document                    | makes a record through an action that asks and logs        |
| people.actions.accounts.amend_own_account       | one's own account                                          |
| people.actions.accounts.make_installer          | the installation's own command, before any seat            |
| people.actions.accounts.set_password_by_link    | whoever holds the link                                     |
| people.actions.accounts.sign_out_elsewhere      | one's own account                                          |
| people.actions.grants.grantable_roles           | a question about what may be given                         |
| people.actions.grants.highest_grantable         | a question about what may be given                         |
| people.actions.grants.require_grantable         | a check of actions that log                                |
| people.actions.invitations.accept_invitation    | whoever holds the link; it has no seat yet                 |
| people.actions.invitations.new_secret           | makes a secret, writes nothing                             |
| people.actions.invitations.store_invitation     | the writing part of two actions, which ask and log         |
| people.actions.operations.invite_first_coordinator | by the installer, who holds no seat                     |
| people.actions.operations.open_operation        | by the installer, who holds no seat                        |
| people.actions.service.give_service_seat        | by a command, before there is a seat to act from           |
| people.actions.oversight.refuse_opening_oversight | a check of actions that log                              |
| people.actions.oversight.refuse_newcomer        | a check of actions that log                                |
| people.actions.oversight.refuse_unproved        | a check of actions that log                                |
| people.actions.seats.close_seat                 | the writing part of actions that ask and log               |
| records.actions.changed_keys                    | a question about two sets of answers                       |
| profiles.workplans.actions.replace_endorsed    | links through an action that asks and logs                 |
| records.actions.check                           | a check of actions that log                                |
| records.actions.answers_to_begin                | answers for an action that asks and logs                   |
| releases.actions.at_level                       | a question about a register, nothing is saved              |
| releases.actions.fingerprint_of                 | computes a hash                                            |
| search.actions.forget_thing                     | mirrors a change that was asked for and logged             |
| search.actions.index_new                        | mirrors a change that was asked for and logged             |
| search.actions.give_to_caseworker               | mirrors a change that was asked for and logged             |
| search.actions.index_again                      | mirrors a change that was asked for and logged             |
| search.actions.forget_many                      | mirrors a change that was asked for and logged             |
| records.actions.amended                         | part of amending; writes nothing, amend_record logs        |
| search.actions.index_thing                      | mirrors a change that was asked for and logged             |
""")
)


def actions() -> Iterator[tuple[str, Function, ast.Module]]:
    """Public functions of `actions` modules: dotted name, body, and the module around it."""
    for path, tree in modules("actions"):
        for node in tree.body:
            if isinstance(node, Function) and not node.name.startswith("_"):
                yield f"{'.'.join(path.with_suffix('').parts)}.{node.name}", node, tree


def takes(function: Function, name: str) -> bool:
    arguments = function.args
    return name in {one.arg for one in [*arguments.args, *arguments.kwonlyargs]}


def logs(function: Function, tree: ast.Module) -> bool:
    """Whether it writes an event itself, or through a function of its own module or an action."""
    inner = {node.name: node for node in tree.body if isinstance(node, Function)}
    waiting, seen = [function], set[str]()
    while waiting:
        one = waiting.pop()
        for call in ast.walk(one):
            name = _name(call.func) if isinstance(call, ast.Call) else ""
            if name in {"log", "write_event"}:
                return True
            if name in inner and name not in seen:
                seen.add(name)
                waiting.append(inner[name])
    return False


def test_actions__take_a_seat_and_log_or_say_why_not() -> None:
    lacking = {
        name for name, one, tree in actions() if not (takes(one, "seat") and logs(one, tree))
    }
    assert lacking <= set(EXEMPT), sorted(lacking - set(EXEMPT))
    assert set(EXEMPT) <= {name for name, _, _ in actions()}, "an exemption for nothing"


def test_action_that_neither_asks_nor_logs__is_seen() -> None:
    tree = ast.parse("def change(*, record): record.save()\ndef kept(*, seat): log(seat)")
    silent, kept = tree.body
    assert isinstance(silent, Function)
    assert isinstance(kept, Function)
    assert not takes(silent, "seat")
    assert not logs(silent, tree)
    assert takes(kept, "seat")
    assert logs(kept, tree)
