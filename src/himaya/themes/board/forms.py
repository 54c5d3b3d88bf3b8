"""Forms of the board: a passage put to a finding or taken back, and a signature."""

from django import forms

from himaya.themes.board.wording import POSITIONS, STANCES

TAKE_BACK = "take_back"
NOTE = 500  # characters


class EvidenceForm(forms.Form):
    """What a passage says for a finding, or which piece is taken back."""

    do = forms.ChoiceField(choices=[*STANCES.items(), (TAKE_BACK, TAKE_BACK)])
    document = forms.CharField(max_length=16, required=False)
    passage = forms.IntegerField(min_value=1, max_value=2_147_483_647, required=False)
    evidence = forms.CharField(max_length=16, required=False)


class SignatureForm(forms.Form):
    """What an agency says to what stood on its page."""

    position = forms.ChoiceField(choices=list(POSITIONS.items()))
    note = forms.CharField(max_length=NOTE, required=False)
    seen = forms.RegexField(r"^[0-9a-f]{64}$")
