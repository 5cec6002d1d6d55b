"""The address of a page, made from its title where staff type none."""

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from hubs.models.publishing import texts, translated_fields

# What has no accent that could be taken off.
PLAIN = str.maketrans({"æ": "ae", "ø": "o", "Æ": "ae", "Ø": "o", "&": " "})


def address_of(title) -> str:
    """Of a text in several languages, by the first language that says something."""
    said = texts(title)
    codes = [code for code, _name in settings.LANGUAGES if code in said]
    return slugify(said[codes[0]].translate(PLAIN)) if codes else ""


class AddressForm(forms.ModelForm):
    """A `slug` may stay empty: it comes from the first translated text, and is nobody else's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Empty: made from the title.")

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and not self.errors and not cleaned.get("slug"):
            title = translated_fields(self.instance)[0].name
            cleaned["slug"] = self._free(address_of(cleaned.get(title)))
            if not cleaned["slug"]:
                self.add_error("slug", _("Enter an address: the title has no letters for one."))
        return cleaned

    def _free(self, wanted: str) -> str:
        longest = self.fields["slug"].max_length - 4
        wanted = wanted[:longest].strip("-")
        model = type(self.instance)
        others = model._base_manager.filter(slug__startswith=wanted).exclude(pk=self.instance.pk)
        taken = set(others.values_list("slug", flat=True)) if wanted else set()
        free = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
        return next((each for each in free if each not in taken), "") if wanted in taken else wanted
