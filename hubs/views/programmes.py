"""What several hubs share: programmes, themes, policies and the five barriers."""

from django.utils import timezone
from django.views.generic import DetailView, TemplateView

from hubs import figures
from hubs.models import Backing, Policy, Programme, Theme

EVENTS_SHOWN = 10


class ProgrammeDetail(DetailView):
    """What hubs belong to: who owns it, who pays for it, what it wants and what can be had."""

    template_name = "hubs/programme.html"
    model = Programme

    def get_context_data(self, **kwargs):
        programme, user, now = self.object, self.request.user, timezone.now()
        today = timezone.localdate(now)
        parts = figures.programme_parts(programme, user=user)
        current = {
            name: figures.current(parts[name], today=today)
            for name in ("backings", "roles", "priorities")
        }
        backings = current["backings"]
        return super().get_context_data(
            **(parts | {"roles": current["roles"]}),
            owners=[row for row in backings if row.kind == Backing.Kind.OWNS],
            others=[row for row in backings if row.kind != Backing.Kind.OWNS],
            past_backings=[row for row in parts["backings"] if row not in backings],
            thanks=[row for row in backings if row.acknowledgement],
            past_roles=[row for row in parts["roles"] if row not in current["roles"]],
            aims=current["priorities"],
            past_aims=[row for row in parts["priorities"] if row not in current["priorities"]],
            calls=list(figures.calls_of_programme(programme, user=user, now=now)),
            **kwargs,
        )


class ThemeDetail(DetailView):
    """One subject across all hubs: what was, what comes, who is strong in it."""

    template_name = "hubs/theme.html"
    model = Theme

    def get_context_data(self, **kwargs):
        now = timezone.now()
        events = figures.events_of_theme(self.object).with_hosts()
        parts = figures.theme_parts(self.object, user=self.request.user, now=now)
        current = figures.current(parts["priorities"], today=timezone.localdate(now))
        return super().get_context_data(
            **(parts | {"priorities": current}),
            past_priorities=[row for row in parts["priorities"] if row not in current],
            events=events.upcoming(now=now).with_places()[:EVENTS_SHOWN],
            past_events=list(events.past(now=now)[:EVENTS_SHOWN]),
            **kwargs,
        )


class PolicyDetail(DetailView):
    """A plan or strategy, the years it holds for and what hubs made of it."""

    template_name = "hubs/policy.html"

    def get_queryset(self):
        return Policy.objects.select_related("organisation", "territory")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **figures.policy_parts(self.object, user=self.request.user),
            today=timezone.localdate(),
            **kwargs,
        )


class Evidence(TemplateView):
    """The five barriers of the scoping work of 2019, and what there is against each."""

    template_name = "hubs/barriers.html"

    def get_context_data(self, **kwargs):
        barriers = figures.barriers_with_help(now=timezone.now())
        return super().get_context_data(barriers=barriers, **kwargs)
