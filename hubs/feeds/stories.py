"""The stories as feed readers fetch them: what a stranger sees, with the whole text."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hubs.feeds.atom import Entry, feed, tag_uri
from hubs.models import Hub, Story
from hubs.templatetags.prose import markdown

MOST = 50


@require_safe
def stories_feed(request: HttpRequest) -> HttpResponse:
    """Of all hubs, or of one by `?hub=slug`; a hub that a stranger does not see is not found."""
    stranger, home = AnonymousUser(), reverse("hubs:stories")
    stories = Story.objects.visible_to(stranger)
    title = _("Stories of the hubs")
    if slug := request.GET.get("hub"):
        hub = get_object_or_404(Hub.objects.visible_to(stranger), slug=slug)
        stories, home = stories.of_hub(hub), f"{home}?hub={hub.slug}"
        title = _("Stories of %(hub)s") % {"hub": hub.name}
    newest = stories.select_related("hub").order_by("-dated", "-pk")[:MOST]
    return feed(request, title=title, home=home, entries=[_entry(story) for story in newest])


def _entry(story: Story) -> Entry:
    """Publishing changes no field of its own, so the later of the two moments counts."""
    return Entry(
        title=str(story.title),
        path=story.get_absolute_url(),
        id=tag_uri(story.created_at, "story", story.slug, get_language()),
        published=story.public_from,
        updated=max(story.changed_at, story.public_from),
        summary=str(story.summary),
        html=_text(story),
        author=story.authors,
        categories=[str(story.hub.short_name)] if story.hub else [],
    )


def _text(story: Story) -> str:
    parts = [markdown(story.body, 2)]
    if str(story.correction):
        parts.append(markdown(_("Correction: %(text)s") % {"text": story.correction}))
    return "\n".join(parts)
