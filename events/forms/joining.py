"""The link by which people join an event online."""

from django.core.exceptions import ValidationError

from events import rules


class JoiningFields:
    """What `EventForm` checks about the joining link."""

    def clean_join_url(self) -> str:
        link = self.cleaned_data["join_url"]
        if reasons := list(rules.reasons_against_link(link)):
            raise ValidationError(reasons)
        return link
