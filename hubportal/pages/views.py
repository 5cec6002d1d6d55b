from datetime import timedelta

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from hubportal.outbox.services import KEPT
from hubportal.pages import figures
from hubs.models import Hub

PRIVATE_PATHS = [
    *("/admin/", "/accounts/", "/me/", "/applications/", "/registrations/"),
    # Addresses with a secret in them, and pages without end.
    *("/features/answer/", "/search/"),
]


class Home(TemplateView):
    """What this is, what comes next and what to do, for somebody who has never been here."""

    template_name = "pages/home.html"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        return super().get_context_data(
            events=figures.next_events(now=now),
            call=figures.open_call(now=now),
            hubs=Hub.objects.visible_to(self.request.user).going().in_order(),
            stories=figures.newest_stories(self.request.user),
            figures=figures.programme(now=now),
            **kwargs,
        )


class Me(LoginRequiredMixin, TemplateView):
    """Everything that is mine, with what waits for my answer on top."""

    template_name = "pages/me.html"

    def get_context_data(self, **kwargs):
        now, person = timezone.now(), self.request.user
        parts = figures.profile_parts(person)
        return super().get_context_data(
            doors=figures.doors(person, now=now),
            registrations=figures.registrations(person, now=now),
            applications=figures.applications(person, now=now),
            looked_after=figures.pages_looked_after(person),
            saved=figures.saved(person),
            parts=parts,
            missing=any(not part.done for part in parts),
            **kwargs,
        )


class Accessibility(TemplateView):
    template_name = "pages/accessibility.html"


class Privacy(TemplateView):
    template_name = "pages/privacy.html"
    extra_context = {"letter_days": KEPT.days}


class Contact(TemplateView):
    template_name = "pages/contact.html"

    def get_context_data(self, **kwargs):
        hubs = Hub.objects.visible_to(self.request.user).in_order()
        return super().get_context_data(hubs=hubs, contact_email=settings.CONTACT_EMAIL, **kwargs)


def nowhere(request, **_where):
    """For addresses that bought-in code offers and we do not."""
    raise Http404


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


@require_safe
def robots_txt(request):
    """Search engines may read what strangers may read, in every language."""
    prefixes = ["", *(f"/{code}" for code, _ in settings.LANGUAGES if code != "en")]
    refused = [f"Disallow: {prefix}{path}" for prefix in prefixes for path in PRIVATE_PATHS]
    lines = ["User-agent: *", *refused, "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request):
    """Where to report a hole (RFC 9116); says itself for how long it holds: half a year."""
    expires = (timezone.now() + timedelta(days=182)).replace(microsecond=0, second=0)
    lines = [
        f"Contact: {settings.SITE_URL}/contact/",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
