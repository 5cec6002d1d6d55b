"""The address of an event: what it may be, and until when."""

from django.core.exceptions import ValidationError
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from events.models import Event

# One of each shape that an event's addresses have; another page may answer at the same one.
OWN_PAGES = ["events:detail", "events:register", "events:ics", "events:event_json"]


def is_taken_by_a_page(slug: str) -> bool:
    """Whether an event of this address would share one with another page, as “feed” does."""
    addresses = {name: reverse(name, args=[slug]) for name in OWN_PAGES}
    return any(resolve(address).view_name != name for name, address in addresses.items())


class AddressFields:
    """For EventForm. Letters, calendars and feeds lead to the address that was announced."""

    def fix_address(self) -> None:
        if "slug" in self.fields and self.instance.status != Event.Status.DRAFT:
            self.fields["slug"].disabled = True
            self.fields["slug"].help_text = _(
                "It stays as it was announced: letters, calendars and feeds lead here."
            )

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug and not self.fields["slug"].disabled and is_taken_by_a_page(slug):
            raise ValidationError(_("Another page has this address already. Choose another one."))
        return slug
