"""Pages that save what people type while they type it: what all of them share."""

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hubportal.workflow.moves import Refused

UNPROCESSABLE = 422
CONFLICT = 409
OWN_MARKS = {"csrfmiddlewaretoken", "version"}


class Stale(Refused):
    """The page was saved elsewhere since it was opened; `saved` is what it holds now."""

    def __init__(self, saved: dict, version: int):
        super().__init__(_("This page was changed in another tab or on another device."))
        self.saved, self.version = saved, version


def is_autosave(request: HttpRequest) -> bool:
    """Whether the script on the page saves by itself; see components/autosave.html."""
    return "application/json" in request.headers.get("Accept", "")


def saved(version: int, at: datetime) -> JsonResponse:
    """Tells the script what it has saved; `at` is shown on the reader's clock."""
    time = date_format(timezone.localtime(at), "H:i")
    return JsonResponse({"version": version, "saved_at": time})


def not_saved(message: str, *, status: int) -> JsonResponse:
    return JsonResponse({"message": str(message)}, status=status)


def side_by_side(theirs: list[dict], mine: list[dict]) -> list[dict]:
    """Only the lines in which the two differ; a line is {field, label, value}."""
    both = {line["field"]: [line["label"], line["value"], ""] for line in theirs}
    for line in mine:
        both.setdefault(line["field"], [line["label"], "", ""])[2] = line["value"]
    return [
        {"label": label, "saved": saved, "typed": typed}
        for label, saved, typed in both.values()
        if saved != typed
    ]


def typed_pairs(post, *, buttons: set[str]) -> list[tuple[str, str]]:
    """What was typed, to be sent once more; not the page's marks and its buttons."""
    own = OWN_MARKS | buttons
    return [(name, value) for name in post if name not in own for value in post.getlist(name)]
