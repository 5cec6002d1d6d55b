from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView, ListView

from events import figures, rules
from events.forms import EventFilter, OneClick
from events.models import Event, Registration, Share
from events.views.calendars import subscription
from events.views.months import EventMonth
from hubs.models.hubs import LANGUAGES
from members.rules import has_complete_profile

Status = Registration.Status


class EventList(ListView):
    """What is coming, or was, with filters in the address."""

    template_name = "events/list.html"
    context_object_name = "events"
    paginate_by = 30

    def get(self, request, *args, **kwargs):
        if request.GET.get("view") == "month":
            return EventMonth.as_view()(request)
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        self.now = timezone.now()
        self.filter = EventFilter(self.request.GET, user=self.request.user, now=self.now)
        events = self.filter.ordered(Event.objects.visible_to(self.request.user))
        if self.filter.past:
            events = figures.with_what_is_left(events, self.request.user)
        return events.with_hosts().with_places()

    def paginate_queryset(self, queryset, page_size):
        """A page that does not exist, or is no number, is the nearest one that does."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        for event in page.object_list:
            rules.with_availability(event, now=self.now)
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            filter=self.filter,
            chips=self.filter.chips(),
            query=self.filter.query(),
            **self._subscription(),
            **kwargs,
        )

    def _subscription(self) -> dict:
        query = self.filter.lasting()
        return {"lasting": query, **subscription(reverse("events:feed_ics"), query)}


class EventDetail(DetailView):
    """Everything about one event, and registering on the page itself."""

    template_name = "events/detail.html"

    def get_queryset(self):
        events = Event.objects.visible_to(self.request.user).select_related("hub", "series")
        opens = Event.opportunities.through.objects
        events = events.annotate(
            has_opportunities=Exists(opens.filter(event=OuterRef("pk"))),
            has_shares=Exists(Share.objects.filter(event=OuterRef("pk"))),
        )
        return events.with_calls(self.request.user).with_places().with_duties(self.request.user)

    def get_object(self, queryset=None):
        self.now = timezone.now()
        return rules.with_availability(super().get_object(queryset), now=self.now)

    def get_context_data(self, **kwargs):
        event = self.object
        self.over = event.ends_at <= self.now
        around = figures.around(event, self.request.user, now=self.now)
        return super().get_context_data(
            around=around,
            languages_spoken=[dict(LANGUAGES).get(code, code) for code in event.languages],
            **self._opened(),
            over=self.over,
            started=event.starts_at <= self.now,
            **self._registration(),
            **kwargs,
        )

    def _opened(self) -> dict:
        """What those who come may apply for, with us and elsewhere; most events open nothing."""
        event, user = self.object, self.request.user
        all_calls = figures.calls_with_results(event, user) if event.has_calls else []
        opens = event.opportunities.visible_to(user).soonest_first()
        return {
            "calls": [call for call in all_calls if call.is_open(now=self.now)],
            "led_to": [call for call in all_calls if call.awarded or call.handed_in],
            "opens": opens if event.has_opportunities else [],
        }

    def _registration(self) -> dict:
        """The box beside the text: my state, or how to register, or why that is not possible."""
        event, user = self.object, self.request.user
        mine = self._mine()
        if mine:
            return {"mine": mine, **self._what_i_can_do(mine)}
        if user.is_authenticated and not has_complete_profile(user):
            open_to_all = not list(rules.reasons_not_open(event, now=self.now))
            if open_to_all:
                return {"profile_needed": True}
        reasons = list(rules.reasons_not_to_register(event, user, now=self.now))
        if reasons:
            return {"reasons": reasons, "form": None}
        mix = rules.what_is_held(event, user, now=self.now) if event.has_shares else {}
        return {"form": OneClick() if rules.asks_nothing(event) else None, **mix}

    def _mine(self) -> Registration | None:
        """My live registration; or none, and then whether I had one does not matter."""
        rows = Registration.objects.visible_to(self.request.user).live()
        mine = rows.filter(event=self.object).select_related("person", "sector").first()
        if mine:
            mine.event = self.object
        return mine

    def _what_i_can_do(self, mine: Registration) -> dict:
        return {
            **rules.my_turn(mine, now=self.now),
            "can_cancel": not list(rules.reasons_not_to_cancel(mine, now=self.now)),
            "can_take": not list(rules.reasons_not_to_take(mine, now=self.now)),
        }
