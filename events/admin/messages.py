from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.clickjacking import xframe_options_sameorigin

from events import emails, rules, services
from events.admin.desk import LINKS, Link
from events.forms import (
    DropMessage,
    MessageForm,
    ScheduleMessage,
    SendMessage,
    SendTest,
    UnscheduleMessage,
)
from events.models import Event, Message, Registration
from hubportal.workflow.admin import ScopedAdmin, VerbMixin
from hubs.models import Sector
from hubs.models.publishing import texts
from hubs.templatetags.hub import in_zone

FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
NAMES_SHOWN = 1000


def moment_of(message: Message) -> str:
    """When it leaves or left, on the clocks of the event."""
    at = message.sent_at or message.send_at
    return f"{in_zone(at, message.event.time_zone):%Y-%m-%d %H:%M}" if at else ""


def in_words(message: Message) -> str:
    """The filter, one choice in each line."""
    statuses, sectors = dict(Registration.Status.choices), dict(Sector.RollUp.choices)
    lines = [
        ", ".join(str(statuses.get(each, each)) for each in message.statuses),
        message.get_mode_display(),
        ", ".join(str(sectors.get(each, each)) for each in message.sectors),
        _("Also to people who get a place later") if message.for_later else "",
    ]
    return "\n".join(str(line) for line in lines if line)


def is_open(request, message: Message | None) -> bool:
    """Whether the form is shown: of a draft, and to whoever saves what was one when they opened it.

    The form then says why it cannot be saved, and keeps what was typed.
    """
    draft = message is None or message.status == Message.Status.DRAFT
    return draft or request.method == "POST"


def composer(event: Event) -> str:
    return f"{reverse('admin:events_message_add')}?event={event.pk}"


LINKS.append(Link(gettext_lazy("Write to people"), composer, "events.add_message"))


@admin.register(Message)
class MessageAdmin(VerbMixin, ScopedAdmin):
    """The composer: a draft, to whom it goes, how it reads, and then it is sent."""

    form = MessageForm
    verbs = {
        "send": SendMessage,
        "schedule": ScheduleMessage,
        "test": SendTest,
        "unschedule": UnscheduleMessage,
        "drop": DropMessage,
    }
    change_form_template = "admin/events/message/change_form.html"
    list_display = ["title", "event", "status", "moment", "recipients", "by"]
    list_filter = ["status"]
    list_select_related = ["event", "by"]
    search_fields = ["subject", "event__slug"]
    ordering = ["-pk"]
    list_per_page = 60
    readonly_fields = ["to_whom", "by"]
    view_on_site = False

    def get_urls(self):
        view = self.admin_site.admin_view
        framed = xframe_options_sameorigin(view(self.preview_view))
        return [
            path("<int:pk>/preview/<slug:language>/", framed, name="events_message_preview"),
            path("<int:pk>/people/", view(self.people_view), name="events_message_people"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("event__hub")

    def get_fields(self, request, obj=None):
        if not is_open(request, obj):
            return self.readonly_fields
        fields = ["event", "subject", "body", "statuses", "mode", "sectors", "for_later"]
        event = obj.event if obj else self._event(request)
        return [name for name in fields if name != "mode" or event.format == "hybrid"]

    def get_readonly_fields(self, request, obj=None):
        """The status stands in words on top, with what can be done."""
        return [] if is_open(request, obj) else self.readonly_fields

    @admin.display(description=gettext_lazy("to whom"))
    def to_whom(self, message):
        return in_words(message)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and is_open(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def _event(self, request) -> Event:
        """The event that a new message is about; not theirs is not there."""
        asked = request.POST.get("event") or request.GET.get("event") or ""
        events = Event.objects.managed_by(request.user)
        found = events.filter(pk=asked).first() if asked.isdecimal() else None
        if found is None:
            raise Http404
        return found

    def get_changeform_initial_data(self, request):
        return {"event": self._event(request)}

    def add_view(self, request, form_url="", extra_context=None):
        if not (request.POST.get("event") or request.GET.get("event")):
            self.message_user(request, _("First choose the event, then write."), messages.INFO)
            return HttpResponseRedirect(reverse("admin:events_event_changelist"))
        event = self._event(request)
        title = _("Write to people of “%(event)s”") % {"event": event}
        context = {"title": title, "event": event, **(extra_context or {})}
        return super().add_view(request, form_url, context)

    def response_add(self, request, obj, post_url_continue=None):
        """Whoever has written wants to see to whom it goes and how it reads."""
        self.message_user(request, _("The draft is saved. Nobody has been told."))
        return HttpResponseRedirect(reverse("admin:events_message_change", args=[obj.pk]))

    def response_change(self, request, obj):
        self.message_user(request, _("The draft is saved. Nobody has been told."))
        return HttpResponseRedirect(reverse("admin:events_message_change", args=[obj.pk]))

    def save_model(self, request, obj, form, change):
        services.write_message(obj, by=request.user)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            said = texts(obj.subject)
            context |= {
                "event": obj.event,
                "number": rules.recipients(obj).count(),
                "lacks": rules.lacking_languages(obj),
                "moment": moment_of(obj),
                "previews": [(code, name) for code, name in settings.LANGUAGES if code in said],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _message(self, request, pk) -> Message:
        message = self.get_object(request, unquote(str(pk)))
        if message is None:
            raise Http404
        if not self.has_view_permission(request, message):
            raise PermissionDenied
        return message

    def preview_view(self, request, pk, language):
        """The whole letter in one language, for a frame without any powers."""
        message = self._message(request, pk)
        if language not in dict(settings.LANGUAGES):
            raise Http404
        with override(language):
            _subject, _text, html = emails.preview(message, reader=request.user, language=language)
        return HttpResponse(html, headers={"Content-Security-Policy": FRAME_POLICY})

    def people_view(self, request, pk):
        """The names, by the query that sends; no addresses."""
        message = self._message(request, pk)
        people = rules.recipients(message)
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Who gets it"),
            "event": message,
            "back": reverse("admin:events_message_change", args=[message.pk]),
            "media": self.media,
            "number": people.count(),
            "people": people[:NAMES_SHOWN],
        }
        return TemplateResponse(request, "admin/events/message/people.html", context)

    @admin.display(description=gettext_lazy("subject"))
    def title(self, message):
        return str(message.subject)

    @admin.display(description=gettext_lazy("when, on the event’s clocks"))
    def moment(self, message):
        return moment_of(message)
