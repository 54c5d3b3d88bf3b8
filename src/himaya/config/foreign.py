"""Routes of libraries, declared: which of their pages exist here, and for whom.

Everything a library offers that is not named here stays shut (404): open registration, managing
addresses, taking recovery codes away as a file, and whatever its next version brings.
"""

from himaya.gate.routes import Access, Declaration, declare_foreign

_ENTRANCE = Declaration(Access.PUBLIC, reason="signing in and out, and resetting a password")
_ACCOUNT = Declaration(Access.ACCOUNT, reason="the person's own password and second factors")

PUBLIC_PAGES = (
    "allauth.account.views.AccountInactiveView",
    "allauth.account.views.LoginView",
    "allauth.account.views.LogoutView",  # also the way back between the two steps
    "allauth.account.views.PasswordResetDoneView",
    "allauth.account.views.PasswordResetFromKeyDoneView",
    "allauth.account.views.PasswordResetFromKeyView",
    "allauth.account.views.PasswordResetView",
    # The second step of signing in comes before the person counts as signed in.
    "allauth.mfa.base.views.AuthenticateView",
)
ACCOUNT_PAGES = (
    "allauth.account.views.PasswordChangeView",
    "allauth.account.views.ReauthenticateView",
    "allauth.mfa.base.views.IndexView",
    "allauth.mfa.base.views.ReauthenticateView",
    "allauth.mfa.recovery_codes.views.GenerateRecoveryCodesView",
    "allauth.mfa.recovery_codes.views.ViewRecoveryCodesView",
    "allauth.mfa.totp.views.ActivateTOTPView",
    "allauth.mfa.totp.views.DeactivateTOTPView",
    "allauth.mfa.webauthn.views.AddWebAuthnView",
    "allauth.mfa.webauthn.views.EditWebAuthnView",
    "allauth.mfa.webauthn.views.ListWebAuthnView",
    "allauth.mfa.webauthn.views.ReauthenticateWebAuthnView",
    "allauth.mfa.webauthn.views.RemoveWebAuthnView",
)

for _page in PUBLIC_PAGES:
    declare_foreign(_page, _ENTRANCE)
for _page in ACCOUNT_PAGES:
    declare_foreign(_page, _ACCOUNT)
declare_foreign("django.views.i18n", Declaration(Access.PUBLIC, reason="choosing a language"))
