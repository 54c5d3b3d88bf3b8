"""Routes of libraries, declared: which of their pages exist here, and for whom.

Everything a library offers that is not named here stays shut (404), such as open registration.
"""

from himaya.gate.routes import Access, declare_foreign
from himaya.gate.routes import Declaration as D

_PUBLIC = D(Access.PUBLIC, reason="signing in and resetting a password")
_ACCOUNT = D(Access.ACCOUNT, reason="the person's own password and second factors")

for _name in ("LoginView", "PasswordResetView", "PasswordResetDoneView",
              "PasswordResetFromKeyView", "PasswordResetFromKeyDoneView"):
    declare_foreign(f"allauth.account.views.{_name}", _PUBLIC)
for _name in ("LogoutView", "PasswordChangeView", "PasswordSetView", "ReauthenticateView"):
    declare_foreign(f"allauth.account.views.{_name}", _ACCOUNT)
# The second step of signing in comes before the person counts as signed in.
declare_foreign("allauth.mfa.base.views.AuthenticateView", _PUBLIC)
declare_foreign("allauth.mfa.webauthn.views.LoginWebAuthnView", _PUBLIC)
declare_foreign("allauth.mfa", _ACCOUNT)
declare_foreign("django.views.i18n", D(Access.PUBLIC, reason="choosing a language"))
