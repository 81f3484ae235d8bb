"""E-mail addresses: written, and as people spell them out."""

from __future__ import annotations

import re

_HOST_PART = r"[a-z0-9-]{1,63}"
_EMAIL = re.compile(rf"[a-z0-9._%+-]{{1,64}}@(?:{_HOST_PART}\.){{1,5}}[a-z]{{2,24}}(?![a-z0-9])")
_PROVIDER = r"(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|icloud|proton|protonmail|rocketmail|gmx)"
_AT_PROVIDER = re.compile(
    rf"[a-z0-9._-]{{2,64}} ?(?:@| at | et | di )?{_PROVIDER}[. ](?:com|co|de|me|net|id)\b"
    rf"|[a-z0-9._-]{{1,64}} (?:at|et) {_PROVIDER}\b|@ ?{_PROVIDER}\b"
    rf"|[a-z0-9._-]{{1,64}}(?<=[0-9._]) (?:di )?{_PROVIDER}\b"
)
_NOBODY = r"(?:look|see|me|us|photos?|prices?|find|is|are|site|page)"
"""What stands before "at" where a website is meant."""
_SPELLED = re.compile(
    rf"(?<![a-z0-9._-])(?!{_NOBODY} )[a-z0-9._-]{{2,64}} (?:at|et) {_HOST_PART}"
    r"\.(?:com|net|org|info|biz|io|id|de|uk|me)\b"
)
_WORK = re.compile(r"\bwork(?:s|ed|ing)? at\b|\bkerja\b")
# What has to be there at all: quicker to look for.
_HOST, _AT = re.compile(_PROVIDER), re.compile(r" (?:at|et) ")


def email(text: str) -> bool | None:
    """Of a text as `spoken.written` leaves it. True: there is one; None: there is none."""
    if "@" in text and _EMAIL.search(text):
        return True
    if _HOST.search(text) and _AT_PROVIDER.search(text) and not _WORK.search(text):
        return True
    return True if _AT.search(text) and _SPELLED.search(text) else None
