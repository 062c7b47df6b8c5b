"""Where the words of a mail end and its footer begins: signatures, links, the line on the notification-only address."""

from __future__ import annotations

import re

from tracer.loaders.itg.mails import Mail

_FOOTER = re.compile(
    r"please do not reply|(?:best |kind |warm )?regards,?$|sincerely,?$|thank you(?:[.,!]?$| for your (?:cooperation|assistance|help|time))"
    r"|submit your response|review the traceback|\(?url is a private|for help or questions|if you have any (?:trouble|questions)"
    r"|to respond, (?:please|use)|<?https?://\S*>?$|\[\S*(?:/|=)|redacted$"
    r"|ustelecom$|industry traceback group$|unsubscribe$|[-—_=]{2,}$|-{3,}BEGIN PGP",
    re.I,
)
# The line on the notification-only address, in whatever words.
_NOTIFICATION = re.compile(
    r"(?:th(?:is|e)|please|e-?mails?|messages?|replies|do)\b[^.!?\u2026]{0,120}?"
    r"(?:notifications?[- ]only|not accept (?:incoming|replies)|not reply to this|(?:mailbox|inbox|address) is (?:not |un)monitored)",
    re.I,
)


def is_footer(mail: Mail, at: int, end: int) -> bool:
    """Whether a footer begins in this line. A sentence may be wrapped: those that follow count, up to `end` or a blank line."""
    last = next((i - 1 for i in range(at + 1, min(at + 4, end)) if not mail.lines[i].text), min(at + 3, end - 1))
    return bool(_FOOTER.match(mail.lines[at].text) or _NOTIFICATION.match(mail.passage(at, last).text))
