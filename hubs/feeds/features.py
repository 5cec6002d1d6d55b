"""Partner Perspectives as feed readers fetch them: what was approved, as a stranger sees it."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hubs import figures
from hubs.feeds.atom import Entry, feed, tag_uri
from hubs.models import Feature, Hub, Series
from hubs.templatetags.prose import markdown

MOST = 50


@require_safe
def features_feed(request: HttpRequest) -> HttpResponse:
    """Of all hubs; of one by `?hub=slug`; of one series by `?series=slug`."""
    home, stranger = reverse("hubs:features"), AnonymousUser()
    features, title = Feature.objects.public(), _("Partner Perspectives")
    if slug := request.GET.get("hub"):
        hub = get_object_or_404(Hub.objects.visible_to(stranger), slug=slug)
        features, home = features.filter(hub=hub), f"{home}?hub={hub.slug}"
        title = _("Partner Perspectives of %(hub)s") % {"hub": hub.name}
    if slug := request.GET.get("series"):
        series = get_object_or_404(
            Series.objects.filter(pk__in=features.values("series")), slug=slug
        )
        features, home, title = features.filter(series=series), f"{home}?series={slug}", series.name
    newest = features.select_related("hub", "organisation").order_by("-public_from", "-pk")[:MOST]
    return feed(request, title=str(title), home=home, entries=[_entry(row) for row in newest])


def _entry(feature: Feature) -> Entry:
    page = figures.as_page(feature.shown, language=get_language(), picture=None)
    return Entry(
        title=page.title,
        path=feature.get_absolute_url(),
        id=tag_uri(feature.created_at, "feature", feature.slug, get_language()),
        published=feature.public_from,
        updated=max(feature.shown_at, feature.public_from),
        html="\n".join([markdown(page.intro, 2), *map(_question, page.answers)]),
        author=page.author,
        categories=[str(feature.organisation.name)],
    )


def _question(answer: dict) -> str:
    return format_html("<h2>{}</h2>{}", answer["question"], markdown(answer["text"]))
