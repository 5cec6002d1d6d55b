"""Numbers for staff: of one event, of a hub's year, and the year itself as a table."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import figures, services
from events.admin.desk import LINKS, Link, Page, to
from events.models import Event

FIRST_YEAR, LAST_YEAR = 2020, 2060

LINKS.append(Link(gettext_lazy("Figures"), to("figures")))


def spreadsheet(request, events, *, name: str, in_words: str) -> HttpResponse:
    return HttpResponse(
        services.export_figures(events, by=request.user, in_words=in_words),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(True, f"figures-{name}.csv"),
            "Cache-Control": "private, no-store",
        },
    )


def figures_page(model_admin, request, event):
    """A POST takes them as a spreadsheet, which is written down."""
    events = Event.objects.filter(pk=event.pk)
    if request.method == "POST":
        return spreadsheet(request, events, name=event.slug, in_words=_("Figures"))
    return model_admin.desk_page(
        request,
        event,
        "admin/events/event/figures.html",
        title=_("Figures"),
        tables=figures.tables(events, reader=request.user, now=timezone.now()),
        opinions=figures.opinions(event, now=timezone.now()),
    )


FIGURES = Page(figures_page, "events.view_registration")


def year_asked(request) -> int:
    """The year in the address where it makes sense, else this one."""
    asked = request.GET.get("year", "")
    this = timezone.localdate().year
    known = asked.isdecimal() and len(asked) == 4 and FIRST_YEAR <= int(asked) <= LAST_YEAR
    return int(asked) if known else this


class FiguresMixin:
    """Pages of many events, beside the list of events."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("year/", view(self.year_view), name="events_event_year"),
            path("figures/", view(self.year_figures_view), name="events_event_year_figures"),
            *super().get_urls(),
        ]

    def year_view(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        year, today = year_asked(request), timezone.localdate()
        hubs = list(request.user.hubs_as().in_order())
        events = Event.objects.hosted_by(request.user).with_places()
        events = events.select_related("hub").prefetch_related("co_hosts")
        events = list(figures.in_year(events, year).order_by("start_date", "start_time", "pk"))
        clashes = figures.clashes(figures.marks(request.user, year))
        own = {hub.pk for hub in hubs}
        for event in events:
            event.clashes = clashes.get(event.pk, [])
            event.own = event.hub_id in own
        context = {
            "title": _("The year %(year)d") % {"year": year},
            "year": year,
            "hubs": hubs,
            "months": figures.months(hubs, events, year, today=today),
            "number": len(events),
            "may_add": self.has_add_permission(request),
        }
        return self._page(request, "admin/events/event/year.html", context)

    def year_figures_view(self, request):
        """The same figures for all events of a hub in a year, or of all hubs of theirs."""
        if not request.user.has_perm("events.view_registration"):
            raise PermissionDenied
        year, hubs = year_asked(request), request.user.hubs_as()
        events = Event.objects.managed_by(request.user).filter(start_date__year=year)
        hub = None
        if asked := request.GET.get("hub"):
            hub = get_object_or_404(hubs, slug=asked)
            events = events.filter(hub=hub)
        title = _("Figures of %(year)d") % {"year": year}
        if request.method == "POST":
            name = f"{hub.slug if hub else 'all'}-{year}"
            return spreadsheet(request, events, name=name, in_words=title)
        context = {
            "title": title,
            "year": year,
            "hub": hub,
            "hubs": list(hubs.in_order()),
            "number": events.count(),
            "tables": figures.tables(events, reader=request.user, now=timezone.now()),
        }
        return self._page(request, "admin/events/event/year_figures.html", context)

    def _page(self, request, template: str, context: dict):
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, template, context)
