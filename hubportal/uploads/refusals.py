"""Why a file is not taken, in words for whoever handed it in."""

from django.utils.translation import gettext_lazy as _

BROKEN = "broken"
WHY = {
    BROKEN: _("This file is damaged or cut off. Save it again and choose the new file."),
    "pixels": _("This picture has too many pixels. Make it smaller: 8,000 a side at most."),
    "macros": _("This document holds macros or other programs. Save it as a plain .docx."),
    "outside": _("This document loads parts from elsewhere. Save it without them."),
    "locked": _("This document is locked with a password. Save it without one."),
    "too_much": _("This document unpacks to more than we can look through."),
    "two_kinds": _("This file is two kinds of file at once. Save it again as one."),
    "unsafe": _("The virus scanner found something in this file."),
    "unscanned": _("We could not check this file for viruses. Try again in a few minutes."),
}


class NotThis(Exception):
    """This file is not taken; its one argument is a key of `WHY`."""

    @property
    def why(self):
        return WHY[self.args[0]]
