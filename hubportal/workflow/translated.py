"""How staff write a text in several languages, and find what still lacks one."""

from django.conf import settings
from django.contrib import admin
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy
from i18nfield import fields, forms
from i18nfield.strings import LazyI18nString

from hubportal.workflow.forms import UNPRINTABLE


def one_kind(text: str) -> str:
    """Line ends as we keep them; a browser sends others, and nobody has changed the text."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class OneBoxPerLanguage:
    """Each box is named by its language and tells the browser so, for spelling and for voices."""

    needed = False

    def value_from_datadict(self, data, files, name) -> list:
        """As typed, but for signs that nobody can see and no feed can carry."""
        typed = super().value_from_datadict(data, files, name)
        return [text and UNPRINTABLE.sub("", one_kind(text)) for text in typed]

    def decompress(self, value) -> list:
        """A text of no said language is in the first one."""
        if isinstance(getattr(value, "data", value), str):
            value = LazyI18nString({self.locales[0]: str(value)})
        return [text and one_kind(str(text)) for text in super().decompress(value)]

    def format_output(self, rendered_widgets, id_) -> str:
        names = dict(settings.LANGUAGES)
        boxes = [
            (code, f"{id_}_{number}", names[code], box)
            for number, (code, box) in enumerate(zip(self.locales, rendered_widgets, strict=True))
        ]
        rows = format_html_join("", '<div><label for="{1}" lang="{0}">{2}</label>{3}</div>', boxes)
        look = "translated needed" if self.needed else "translated"
        return format_html('<div class="{}" id="{}">{}</div>', look, id_, rows)


class TranslatedLine(OneBoxPerLanguage, forms.I18nTextInput):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for box in self.widgets:
            box.attrs |= {"class": "vTextField", "placeholder": ""}


class TranslatedText(OneBoxPerLanguage, forms.I18nTextarea):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for box in self.widgets:
            box.attrs |= {"class": "vLargeTextField", "rows": 6, "placeholder": ""}


TRANSLATED = {
    fields.I18nCharField: {"widget": TranslatedLine},
    fields.I18nTextField: {"widget": TranslatedText},
}


def missing(queryset, code: str):
    """Rows with a text that is there in some language but not in the language of this code.

    In the database a translated text is a JSON object whose languages may be there but empty.
    """
    found = Q()
    for field in queryset.model._meta.get_fields():
        if isinstance(field, fields.I18nFieldMixin):
            # as text, because translated fields know no lookups
            queryset = queryset.alias(**{f"_{field.name}": Cast(field.name, TextField())})
            text = f"_{field.name}"
            objects = Q(**{f"{text}__regex": r'": "\s*[^"\s]'})
            plain = ~Q(**{text: ""}) & ~Q(**{f"{text}__startswith": "{"})
            said = Q(**{f"{text}__regex": rf'"{code}": "\s*[^"\s]'})
            found |= (objects | plain) & ~said
    return queryset.filter(found)


class MissingIn(admin.SimpleListFilter):
    """Rows with a text that is there in some language but not in the chosen one."""

    title = gettext_lazy("missing language")
    parameter_name = "missing"

    def lookups(self, request, model_admin):
        return [each for each in settings.LANGUAGES if each[0] != settings.LANGUAGE_CODE]

    def queryset(self, request, queryset):
        known = self.value() in dict(settings.LANGUAGES)
        return missing(queryset, self.value()) if known else queryset
