"""How allauth behaves here: nobody registers by themselves, and its secrets are encrypted."""

import base64
import time
from datetime import timedelta
from io import BytesIO

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from himaya.kernel import clock
from himaya.kernel.crypto import master_key, seal, unseal
from himaya.kernel.problems import Code, Problem
from himaya.people.choosing import remember_language
from himaya.people.models import Account

JUST_NOW = 300  # seconds; as long as allauth's own confirmation of a password lasts
_PLACE = ("authenticator", "secret")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-up is by invitation only; no mail is sent to addresses without an account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Never: an invitation makes the account."""
        return False

    def pre_login(self, request: HttpRequest, user: Account, **details: object) -> HttpResponse:
        """Not with the password alone once the time for a new second factor has passed.

        Raises `Problem(FACTOR_RESET_SPENT)`.
        """
        until = user.must_set_up_by
        if until is not None and until < clock.now() and not is_mfa_enabled(user):
            raise Problem(Code.FACTOR_RESET_SPENT, status=403)
        response: HttpResponse = super().pre_login(request, user, **details)
        return response

    def post_login(self, request: HttpRequest, user: Account, **details: object) -> HttpResponse:
        """Go on in the person's own language, also on a machine that does not know it yet."""
        response: HttpResponse = super().post_login(request, user, **details)
        return remember_language(request, response, user.language)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not for a first second factor straight after the password; otherwise always.

        Whoever is led to the set-up page has typed the password minutes ago; asking again there
        and before the recovery codes would teach people to type it wherever they are asked.
        """
        request = context.request
        settled = clock.now() - timedelta(seconds=JUST_NOW)
        owned = Authenticator.objects.filter(user=request.user, created_at__lt=settled)
        if app != "allauth.mfa" or owned.exists():
            return True
        steps = get_authentication_records(request, request.user)
        return not any(
            step.get("method") == "password" and time.time() - step.get("at", 0) < JUST_NOW
            for step in steps
        )


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """TOTP secrets and recovery seeds lie encrypted in the database, under the master key."""

    # Whether it was wrong or used before is not told apart: only its owner could have used it.
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This code does not fit. Each code works once: wait for the next one and enter it."
        )
    }

    def build_totp_svg(self, url: str) -> str:
        """The QR code on white, so that phones read it in the dark theme too."""
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Seal for storage. Raises `Problem(KEY_MISSING)`."""
        model, field = _PLACE
        sealed = seal(text.encode(), master_key(), model=model, field=field, ref="")
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed. Raises `Problem(KEY_MISSING)` or `SealBrokenError`."""
        model, field = _PLACE
        sealed = base64.b64decode(encrypted_text)
        return unseal(sealed, master_key(), model=model, field=field, ref="").decode()
