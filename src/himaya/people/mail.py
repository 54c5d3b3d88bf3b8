"""Mail about access: says that a link waits, never for which agency, operation or role."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from himaya.people.models import Account, Invitation

logger = logging.getLogger(__name__)


def mail_invitation(invitation: Invitation, secret: str, site: str) -> None:
    """Send the link once the invitation is written; nothing without mail or an address of ours."""
    if not settings.HIMAYA_MAIL_URL or not site:
        return
    link = site.rstrip("/") + reverse("invitation-accept", args=[secret])
    subject = _("An invitation to himaya")
    text = _(
        "Somebody has invited you to work with them on himaya. Open this link within seven days:"
        "\n\n%(link)s\n\nIt works once. If you expected no invitation, leave it unopened."
    ) % {"link": link}

    # The link was also shown to whoever invites, so a mail that fails costs nothing.
    _send_later(subject, text, invitation.email, f"invitation {invitation.ref}")


def mail_factor_reset_asked(account: Account) -> None:
    """Tell the person, who may still have the factor; nothing without mail."""
    with translation.override(account.language):
        subject = _("Your second factor on himaya")
        text = _(
            "Somebody has asked that your second factor on himaya be reset, since it was reported "
            "lost. If you still have it, sign in with it: that stops the reset. Then tell the "
            "people you work with."
        )
        _send_later(subject, text, account.email, f"word to account {account.ref}")


def mail_factor_reset_done(account: Account) -> None:
    """Tell the person that a new one is to be set up; nothing without mail."""
    with translation.override(account.language):
        subject = _("Your second factor on himaya")
        text = _(
            "Your second factor on himaya was reset and you are signed out everywhere. Sign in "
            "with your password within 24 hours and set up a new one. If you did not ask for this, "
            "tell the people you work with at once."
        )
        _send_later(subject, text, account.email, f"word to account {account.ref}")


def mail_end_asked(account: Account) -> None:
    """Tell the person that somebody asked to end an access of theirs; nothing without mail."""
    with translation.override(account.language):
        subject = _("Your access on himaya")
        text = _(
            "Somebody has asked that an access of yours on himaya ends. It ends when a second "
            "person confirms it within seven days. If you know nothing of it, speak to the people "
            "you work with now."
        )
        _send_later(subject, text, account.email, f"word to account {account.ref}")


def mail_reminder(account: Account, soon: int, late: int) -> None:
    """Tell the person how many things are due soon, and how many are overdue; never which."""
    with translation.override(account.language):
        subject = _("Something is due on himaya")
        parts = [
            ngettext("%(n)s thing is due soon.", "%(n)s things are due soon.", soon) % {"n": soon},
            ngettext("%(n)s thing is overdue.", "%(n)s things are overdue.", late) % {"n": late},
        ]
        said = [part for part, n in zip(parts, (soon, late), strict=True) if n]
        text = _(
            "%(said)s Sign in to see what it is. Under “My account” you can switch these mails off."
        ) % {"said": " ".join(said)}
        _send_later(subject, text, account.email, f"word to account {account.ref}")


def mail_digest(account: Account, **counts: int) -> None:
    """Tell the person what became of their agency's documents last month; never of which.

    `counts`: brought, read, coded, used, reports, and waiting (questions that are open).
    """
    with translation.override(account.language):
        subject = _("Your agency's documents on himaya")
        text = _(
            "Last month: documents brought: %(brought)s; read: %(read)s; coded: %(coded)s; used in"
            " reports: %(used)s; reports made with them: %(reports)s. Questions that are open now:"
            " %(waiting)s. Sign in to see which. Under “My account” you can switch these mails off."
        )
        _send_later(subject, text % counts, account.email, f"word to account {account.ref}")


def mail_use(account: Account, documents: int, reports: int) -> None:
    """Tell the person that documents of their agency were used in reports; never which."""
    with translation.override(account.language):
        subject = _("Your agency's documents on himaya")
        text = _(
            "Documents of your agency that were newly used in thematic reports: %(documents)s; "
            "reports: %(reports)s. Sign in to see which. Under “My account” you can switch these "
            "mails off."
        ) % {"documents": documents, "reports": reports}
        _send_later(subject, text, account.email, f"word to account {account.ref}")


def _send_later(subject: str, text: str, address: str, what: str) -> None:
    """Send once the change is written. A mail that fails is noted without the address."""
    if not settings.HIMAYA_MAIL_URL:
        return

    def send() -> None:
        try:
            send_mail(subject, text, None, [address])
        except (OSError, SMTPException):
            logger.warning("%s could not be mailed", what)

    transaction.on_commit(send)
