"""Mail about access: says that a link waits, never for which agency, operation or role."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from himaya.people.models import Invitation

logger = logging.getLogger(__name__)


def mail_invitation(invitation: Invitation, secret: str, site: str) -> None:
    """Send the link once the invitation is written; nothing without mail or an address of ours.

    The link was also shown to whoever invites, so a mail that fails costs nothing.
    """
    if not settings.HIMAYA_MAIL_URL or not site:
        return
    link = site.rstrip("/") + reverse("invitation-accept", args=[secret])
    subject = _("An invitation to himaya")
    text = _(
        "Somebody has invited you to work with them on himaya. Open this link within seven days:"
        "\n\n%(link)s\n\nIt works once. If you expected no invitation, leave it unopened."
    ) % {"link": link}

    def send() -> None:
        try:
            send_mail(subject, text, None, [invitation.email])
        except (OSError, SMTPException):
            # Without the address: logs carry refs. The link can still be handed over.
            logger.warning("invitation %s could not be mailed", invitation.ref)

    transaction.on_commit(send)
