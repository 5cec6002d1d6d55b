"""Those who take part and agreed to it see each other."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count, Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events import figures, rules, services
from events.forms import ListedForm, PeopleFilter
from events.models import Event, Registration
from events.views.places import PAGE, by_token
from hubportal.workflow.moves import Refused
from hubs.views.lists import FilteredList


class People(LoginRequiredMixin, FilteredList):
    """Who else comes, for who is on that list; for who could be, how it would be."""

    template_name = "events/people.html"
    context_object_name = "people"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.now = timezone.now()
        self.event = get_object_or_404(self._events(), slug=kwargs["slug"])
        self.mine = self._mine()
        self.has_calls = rules.has_team_finder(self.event)
        if not (self.mine or self.event.managed):
            said = _(
                "You have no place at this event. Only people with a place who show themselves "
                "too, and the staff of the hub, see who comes."
            )
            messages.warning(request, said)
            return redirect(self.event)
        return super().dispatch(request, *args, **kwargs)

    def _events(self):
        user = self.request.user
        managed = Event.objects.managed_by(user).filter(pk=OuterRef("pk"))
        events = Event.objects.visible_to(user).select_related("hub")
        return events.annotate(managed=Exists(managed))

    def _mine(self) -> Registration | None:
        rows = Registration.objects.visible_to(self.request.user).in_place()
        mine = rows.filter(event=self.event).select_related(*SHOWN).first()
        if mine:
            mine.event = self.event
        return mine

    @property
    def preview(self) -> bool:
        """Whether somebody sees how it would be, because they have not agreed yet."""
        return bool(self.mine and not self.mine.listed and not self.event.managed)

    def get_queryset(self):
        """In the preview, of all rows that would be there, only the person's own is shown."""
        user = self.request.user
        self.listed = Registration.objects.listed_for(
            user, self.event, now=self.now, agreeing=self.preview
        )
        shown = self.listed.filter(person=user) if self.preview else self.listed
        data = {} if self.preview else self.request.GET
        self.filter = PeopleFilter(data, shown, request=self.request, has_calls=self.has_calls)
        return self.filter.qs.select_related(*SHOWN).order_by("person__name", "pk")

    def get_context_data(self, **kwargs):
        mine, now = self.mine, self.now
        teams_until = rules.team_finder_until(self.event, now=now)
        return super().get_context_data(
            event=self.event,
            mine=mine,
            preview=self.preview,
            **(self._others() if self.preview else {}),
            closed=now >= self.event.listed_until and not teams_until,
            teams_until=teams_until,
            may_seek=self._may_seek(),
            form=mine and ListedForm(instance=mine, has_calls=self.has_calls),
            **kwargs,
        )

    def _may_seek(self) -> bool:
        """Whether the form with which they say that they look for a team stands below."""
        mine = self.mine
        shown = bool(mine and (self.preview or mine.listed))
        return shown and not (mine.listed and mine.seeks_team)

    def _others(self) -> dict:
        """How many of each sector are on the list, without names; `few` are sectors, uncounted."""
        others = self.listed.exclude(person=self.request.user).order_by("sector__position")
        counted = list(others.values("sector", "sector__name").annotate(number=Count("pk")))
        hidden = figures.untold({row["sector"]: row["number"] for row in counted})
        return {
            "others": [row for row in counted if row["sector"] not in hidden],
            "few": [row["sector__name"] for row in counted if row["sector"] in hidden],
        }


SHOWN = ["person__profile__organisation", "sector"]


@require_http_methods(PAGE)
@by_token(afterwards=True)
def listed(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Shows the person to the others, changes what these read, or hides them. Twice is once."""
    has_calls = rules.has_team_finder(registration.event)
    sent = request.POST if request.method == "POST" else None
    form = ListedForm(sent, instance=registration, has_calls=has_calls)
    refusal, status = "", 200
    hides = "hide" in request.POST
    if hides or (request.method == "POST" and form.is_valid()):
        by = registration.person
        try:
            if hides:
                services.hide_from_others(registration, by=by)
            else:
                services.show_to_others(registration, by=by, **form.cleaned_data)
        except Refused as refused:
            refusal, status = str(refused), 409
        else:
            return _back(request, registration)
    registration.refresh_from_db(fields=["listed"])
    context = {"registration": registration, "event": registration.event, "form": form}
    return render(request, "events/listed.html", context | {"refusal": refusal}, status=status)


def _back(request, registration: Registration) -> HttpResponse:
    """To the list for who is signed in as this person; to the page behind the link otherwise."""
    if request.user == registration.person:
        return redirect("events:people", registration.event.slug)
    return redirect("events:listed", registration.token)
