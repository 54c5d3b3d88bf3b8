"""The form of one passage on the coding screen, and what its script sends."""

from typing import Annotated, Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _
from ninja import Field

from himaya.engines.narrative import Framework as Tree
from himaya.gate.api_routes import In, Ref
from himaya.themes.coding.deciding import Sent
from himaya.themes.models import Decision

_CLIENT = r"^[0-9a-zA-Z-]{8,40}$"
_MOST = 100  # decisions of one sending
NOTE = 1_000


class DecisionIn(In):
    """One decision: `client` is the sender's own mark, so that nothing is written twice."""

    client: str = Field(min_length=8, max_length=40, pattern=_CLIENT)
    passage: int = Field(ge=1, le=2_147_483_647)
    verdict: Literal["accepted", "rejected", "added", "done", "taken_back"]
    theme: str = Field("", max_length=40, pattern=r"^[\w.-]*$")
    confidence: int = Field(0, ge=0, le=3)

    def sent(self) -> Sent:
        """As the action takes it."""
        return Sent(self.client, self.passage, self.verdict, self.theme, self.confidence)


class CodingDecisionsIn(In):
    """Decisions about passages of one version of a document, in the order they were made."""

    framework: Ref
    round: str = Field("", max_length=16, pattern=r"^[0-9a-z]*$")
    version: int = Field(ge=1, le=2_147_483_647)
    decisions: Annotated[list[DecisionIn], Field(min_length=1, max_length=_MOST)]


class PassageForm(forms.Form):
    """What a coder pressed at one passage, without any script.

    `do`: accept:CODE, reject:CODE, back:CODE, add, done, undo, join, split, grade.
    """

    framework = forms.CharField(max_length=16)
    round = forms.CharField(max_length=16, required=False)
    version = forms.IntegerField(min_value=1, max_value=2_147_483_647)
    passage = forms.IntegerField(min_value=1, max_value=2_147_483_647)
    client = forms.RegexField(_CLIENT, max_length=40)
    do = forms.RegexField(
        r"\A(?:(?:accept|reject|back):[\w.-]{1,40}|add|done|undo|join|split|grade)\Z", max_length=50
    )
    theme = forms.CharField(max_length=160, required=False)
    confidence = forms.IntegerField(min_value=1, max_value=3, required=False)
    note = forms.CharField(max_length=NOTE, required=False)
    at = forms.IntegerField(min_value=1, required=False)
    credibility = forms.CharField(max_length=1, required=False)

    def decision(self, tree: Tree) -> Sent | None:
        """The decision that it says, or None (and an error) for a theme that nobody knows."""
        given: dict[str, Any] = self.cleaned_data
        verb, _sign, code = given["do"].partition(":")
        verdict = {
            "accept": Decision.Verdict.ACCEPTED,
            "reject": Decision.Verdict.REJECTED,
            "back": Decision.Verdict.TAKEN_BACK,
            "add": Decision.Verdict.ADDED,
            "done": Decision.Verdict.DONE,
        }[verb]
        if verb == "add":
            code = theme_named(given["theme"], tree)
            if not code:
                self.add_error("theme", _("No theme is called so. Choose one of the list."))
                return None
        return Sent(
            given["client"],
            given["passage"],
            verdict,
            code,
            given["confidence"] or 0,
            given["note"].strip(),
        )


def theme_named(said: str, tree: Tree) -> str:
    """The code that was typed, or that of the theme whose name in any language was; else empty."""
    wanted = said.strip().casefold()
    for code in tree.codes:
        names = {name.casefold() for name in tree.by_code[code].title.values()}
        if wanted == code.casefold() or wanted in names:
            return code
    return ""
