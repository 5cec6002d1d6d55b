"""The event desk: what stands on top of an event's staff page, and the pages it leads to.

Another page of an event is one line in `EventAdmin.pages` – its address is
`/admin/events/event/<id>/<name>/`, its name `admin:events_event_<name>` – and one in `LINKS`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import rules
from events.models import Event, Registration


@dataclass(frozen=True)
class Link:
    """A way from the desk, for those with the permission; `to` makes the address for an event.

    `offered` says for which events it makes sense, `open_to` for whom its page exists there, where
    that is more than having the permission.
    """

    text: str
    to: Callable[[Event], str]
    permission: str = "events.view_registration"
    offered: Callable[[Event], bool] = lambda event: True
    open_to: Callable[..., bool] = lambda user, event: True


@dataclass(frozen=True)
class Page:
    """A staff page of one event: `view(model_admin, request, event)`, for this permission."""

    view: Callable
    permission: str


def people(event: Event, query: str = "") -> str:
    rows = reverse("admin:events_registration_changelist")
    return f"{rows}?event__id__exact={event.pk}{query}"


def rows(model: str) -> Callable[[Event], str]:
    """The list of what belongs to one event, where new rows begin with that event."""
    address = f"admin:events_{model}_changelist"
    return lambda event: f"{reverse(address)}?event__id__exact={event.pk}"


def to(name: str) -> Callable[[Event], str]:
    """The address of a page in `EventAdmin.pages`."""
    return lambda event: reverse(f"admin:events_event_{name}", args=[event.pk])


LINKS = [
    Link(_("People"), people),
    Link(
        _("Applications to decide"),
        lambda event: people(event, "&decide=yes"),
        "events.decide_registration",
        lambda event: event.approval,
    ),
    Link(
        _("The door: check people in"),
        lambda event: reverse("events:door", args=[event.slug]),
        "events.mark_attendance",
        lambda event: event.format != Event.Format.ONLINE and event.status != Event.Status.DRAFT,
    ),
    Link(_("Readings at the door"), rows("scan"), "events.view_scan"),
    Link(
        _("Who is next and why"), to("next"), offered=lambda event: event.ends_at > timezone.now()
    ),
    Link(_("Programme"), rows("session"), "events.view_session"),
    Link(_("Speakers"), rows("speaker"), "events.view_speaker"),
    Link(_("Materials"), rows("material"), "events.view_material"),
    Link(_("What came of it"), rows("outcome"), "events.view_outcome"),
]


def links(user, event: Event) -> list[dict]:
    return [
        {"text": link.text, "url": link.to(event)}
        for link in LINKS
        if user.has_perm(link.permission) and link.offered(event) and link.open_to(user, event)
    ]


def days_left(event: Event, *, now) -> int:
    """Whole days on the event's own calendar until it starts; negative once it has begun."""
    return (event.start_date - timezone.localdate(now, event.zone)).days


def numbers(event: Event, *, now) -> dict:
    """What matters at a glance, by one query; `event` comes from `with_places()`."""
    status = Registration.Status
    count = event.registrations.aggregate(
        applied=models.Count("pk", filter=models.Q(status=status.APPLIED)),
        offered=models.Count(
            "pk", filter=models.Q(status=status.OFFERED, offer_expires_at__gt=now)
        ),
        attended=models.Count("pk", filter=models.Q(status=status.ATTENDED)),
        beyond=models.Count("pk", filter=models.Q(beyond=True, in_place=True)),
        placed=models.Count("pk", filter=models.Q(in_place=True)),
        wish_welsh=models.Count("pk", filter=models.Q(in_place=True, language_wish=rules.WELSH)),
    )
    return count | {
        "taken": event.taken,
        "taken_online": event.taken_online,
        "waiting": event.waiting,
        "days_left": days_left(event, now=now),
        "over": event.ends_at < now,
    }


class DeskMixin:
    """Puts the desk on the event's page and opens the pages of one event.

    Another hub's event answers like one that does not exist, a co-host's too: what its pages
    tell is about people.
    """

    pages: dict[str, Page] = {}
    change_form_template = "admin/events/event/change_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.desk_view)
        pages = [
            path(f"<int:pk>/{name}/", view, {"page": name}, name=f"events_event_{name}")
            for name in self.pages
        ]
        return pages + super().get_urls()

    def desk_view(self, request, pk, page):
        events = Event.objects.managed_by(request.user).with_places().select_related("hub")
        event = get_object_or_404(events, pk=pk)
        if not request.user.has_perm(self.pages[page].permission):
            raise PermissionDenied
        return self.pages[page].view(self, request, event)

    def desk_page(self, request, event, template: str, *, title: str, **context):
        """One of the desk's pages in the house style; `template` extends admin/page.html."""
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "event": event,
            "title": title,
            "back": reverse("admin:events_event_change", args=[event.pk]),
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, template, context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and getattr(obj, "own", False):
            desk = context["desk"] = numbers(obj, now=timezone.now())
            # counted once for the desk and for who wishes to use Welsh
            obj.placed, obj.wish_welsh = desk["placed"], desk["wish_welsh"]
            context["desk_links"] = links(request.user, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
