"""Rows within a record's page: they cost the same however many there are."""

from django.contrib.admin.widgets import AutocompleteSelect

from hubportal.workflow.admin.scopes import Scoped
from hubportal.workflow.forms import SentWhole


class NamedAutocomplete(AutocompleteSelect):
    """Calls what is chosen already by its name without asking for it again in each row."""

    known = None

    def optgroups(self, name, value, attrs=None):
        if self.known is None or [str(self.known.pk)] != [str(each) for each in value]:
            return super().optgroups(name, value, attrs)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.known)
        chosen = self.create_option(name, self.known.pk, label, True, len(empty))
        return [(None, [*empty, chosen], 0)]


class NamedRows(SentWhole):
    """For a formset: each row knows what it is a row of, and its boxes what it has loaded."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if not self.fk.is_cached(form.instance):
            setattr(form.instance, self.fk.name, self.instance)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, NamedAutocomplete):
                widget.known = form.instance._state.fields_cache.get(name)


class ScopedRows(Scoped):
    """For an inline: what can be chosen is read once, and what is chosen comes with the rows."""

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(*self.autocomplete_fields) if self.autocomplete_fields else rows

    def get_formset(self, request, obj=None, **kwargs):
        named = type("NamedFormSet", (NamedRows, self.formset), {})
        return super().get_formset(request, obj, **{"formset": named, **kwargs})

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        found_by_typing = db_field.name in self.autocomplete_fields
        if found_by_typing:
            kwargs["widget"] = NamedAutocomplete(db_field, self.admin_site)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and not found_by_typing:
            field.choices = list(field.choices)
        return field
