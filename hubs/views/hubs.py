from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from hubs import figures, matching
from hubs.models import Hub, Tie
from hubs.models.hubs import LANGUAGES

NEWEST_FIRST = figures.NEWEST_FIRST
EVENTS_SHOWN = 5
PAST_EVENTS_SHOWN = 3
# With fewer parts a page needs no list of them.
PARTS_TO_LIST = 4


class HubList(ListView):
    """All the hubs on one page, by kind."""

    template_name = "hubs/list.html"
    context_object_name = "hubs"

    def get_queryset(self):
        hosts = Tie.objects.visible_to(self.request.user).current().filter(kind=Tie.Kind.HOSTS)
        return (
            Hub.objects.visible_to(self.request.user)
            .in_order()
            .select_related("programme")
            .prefetch_related(Prefetch("ties", hosts.select_related("organisation"), "hosts"))
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        coming = figures.coming_events(now=timezone.now())
        for hub in context["hubs"]:
            hub.coming = coming[hub.pk]
        programmes = {hub.programme for hub in context["hubs"] if hub.programme}
        return context | {
            "going": [hub for hub in context["hubs"] if hub.status != Hub.Status.CLOSED],
            "closed": [hub for hub in context["hubs"] if hub.status == Hub.Status.CLOSED],
            "programmes": sorted(programmes, key=lambda each: each.position),
        }


class HubDetail(DetailView):
    """One hub in one screen: what is next, what one can apply for, who is here, whom to meet."""

    template_name = "hubs/detail.html"
    context_object_name = "hub"

    def get_queryset(self):
        hubs = Hub.objects.visible_to(self.request.user)
        return hubs.select_related("territory__parent", "programme")

    def get_context_data(self, **kwargs):
        hub, user, now = self.object, self.request.user, timezone.now()
        parts = figures.parts_of(hub, user=user, now=now)
        context = {
            "events": list(figures.coming_events_of(hub, now=now)[:EVENTS_SHOWN]),
            "past_events": list(figures.past_events_of(hub, now=now)[:PAST_EVENTS_SHOWN]),
            "calls": list(figures.open_calls_of(hub, user=user, now=now)),
            "people": figures.people_by_sector(hub),
            "languages_spoken": ", ".join(str(dict(LANGUAGES)[code]) for code in hub.languages),
            **parts,
            "words": figures.words_said(parts["features"]),
            **_by_time(parts, today=timezone.localdate()),
            **self._around(parts, now=now),
        }
        contents = _contents(hub, context)
        return super().get_context_data(**context, contents=contents, **kwargs)

    def _around(self, parts: dict, *, now) -> dict:
        """Linked hubs with the reason, and those worth meeting that are not linked yet."""
        today = timezone.localdate(now)
        held = [row for row in parts["recognitions"] if not figures.is_over(row, today=today)]
        mine = matching.aims(figures.current(parts["priorities"], today=today), held)
        found = matching.relations_of(
            self.object, mine, user=self.request.user, now=now, today=today
        )
        open_ones = [each for each in found if each.hub.status != Hub.Status.CLOSED]
        closed = self.object.status == Hub.Status.CLOSED
        unlinked = [each for each in open_ones if not each.links and not closed]
        return {
            "linked": [each for each in found if each.links],
            "to_meet": matching.hubs_to_meet(unlinked, today=today),
        }


def _by_time(parts: dict, *, today) -> dict:
    """What holds, and what held once: ties by kind, roles, priorities; and who is thanked."""
    ties = parts["ties"]
    roles = figures.current(parts["roles"], today=today)
    aims = figures.current(parts["priorities"], today=today)
    return {
        "ties": figures.ties_by_kind(ties),
        "partner_count": len({tie.organisation.slug for tie in ties if tie.until is None}),
        "hosts": [tie for tie in ties if tie.kind == Tie.Kind.HOSTS and tie.until is None],
        "thanks": [tie for tie in ties if tie.until is None and tie.acknowledgement],
        "roles": roles,
        "past_roles": [role for role in parts["roles"] if role not in roles],
        "aims": aims,
        "past_aims": [aim for aim in parts["priorities"] if aim not in aims],
        "today": today,
    }


def _contents(hub: Hub, context: dict) -> list[tuple]:
    """The parts that this page has, as (anchor, heading), where there are enough to list."""
    closed = hub.status == Hub.Status.CLOSED
    parts = [
        ("coming", _("Coming up"), context["events"] or not closed),
        ("calls", _("Open for applications"), context["calls"] or context["opportunities"]),
        ("news", _("Stories"), context["stories"] or context["features"]),
        ("about", _("About this hub"), hub.about),
        ("aims", _("Priorities and strengths"), context["aims"] or hub.looking_for),
        ("run", _("Who runs it"), context["roles"] or context["bodies"]),
        ("partners", _("Who carries it"), context["ties"]),
        ("signed", _("Signed and recognised"), context["agreements"] or context["recognitions"]),
        ("network", _("In the network"), context["linked"] or context["meetings"]),
    ]
    past = ("time", _("What it did") if closed else _("So far"), _has_a_past(context))
    parts = [past, *parts] if closed else [*parts, past]
    shown = [(anchor, heading) for anchor, heading, there in parts if there]
    return shown if len(shown) >= PARTS_TO_LIST else []


def _has_a_past(context: dict) -> bool:
    return bool(context["milestones"] or context["past_events"])
