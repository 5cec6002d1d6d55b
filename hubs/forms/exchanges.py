from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField

from hubportal.workflow.forms import VerbForm
from hubportal.workflow.translated import TranslatedLine
from hubs import services
from hubs.forms.filters import ChipFilter, Chosen
from hubs.forms.publishing import ContentForm, ShownRowForm
from hubs.models import Hub, NetworkMeeting, Theme


class ExchangeFilter(ChipFilter):
    """What visitors may narrow the meetings between hubs by."""

    hub = Chosen(
        label=_("Hub"),
        queryset=Hub.objects.none(),
        empty_label=_("All hubs"),
        method="of_hub",
    )
    theme = Chosen(
        field_name="themes",
        label=_("Theme"),
        queryset=Theme.objects.filter(retired=False),
        empty_label=_("All themes"),
    )

    class Meta:
        model = NetworkMeeting
        fields = ["hub", "theme"]

    def __init__(self, data, queryset, *, user):
        super().__init__(data, queryset)
        self.filters["hub"].queryset = Hub.objects.visible_to(user).in_order()

    def of_hub(self, queryset, name, hub):
        return queryset.of_hub(hub)


class NetworkMeetingForm(ContentForm):
    class Meta:
        model = NetworkMeeting
        fields = [
            *["hub", "title", "slug", "summary", "held_on", "ends_on", "place"],
            *["hosts", "participants", "organisations", "themes"],
            *["agenda", "learned", "notes", "review_by"],
        ]


class FollowUpForm(ShownRowForm):
    shown_on = "meeting"


class Finish(VerbForm):
    title = _("Done")
    permission = "hubs.change_followup"
    success = _("Thank you. The meeting’s page says now that it is done.")

    on = forms.DateField(label=_("Done on"), widget=forms.DateInput(attrs={"type": "date"}))
    outcome = I18nFormField(
        label=_("What came of it"),
        widget=TranslatedLine,
        max_length=300,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()

    @classmethod
    def offered(cls, subject, by):
        return subject.done_on is None

    def apply(self, subject, *, by):
        services.finish(subject, by=by, **self.cleaned_data)
