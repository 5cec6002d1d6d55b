"""Staff see and choose only what they manage."""

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.db.models import URLField
from django.http import Http404

from hubportal.workflow.links import NOT_A_WEB_ADDRESS
from hubportal.workflow.translated import TRANSLATED

WRITTEN = {**TRANSLATED, URLField: {"error_messages": {"invalid": NOT_A_WEB_ADDRESS}}}


def managed_by(queryset, user):
    """The rows staff may manage; all of them where the model draws no such line."""
    return queryset.managed_by(user) if hasattr(queryset, "managed_by") else queryset


class ReadOnly:
    """For a ModelAdmin or an inline: nothing is added, changed or deleted here by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ScopedFilter(admin.RelatedFieldListFilter):
    """A list filter that offers only what this person manages."""

    def field_choices(self, field, request, model_admin):
        rows = managed_by(field.remote_field.model._default_manager.all(), request.user)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(
            include_blank=False, ordering=ordering, limit_choices_to={"pk__in": rows.values("pk")}
        )


class Scoped:
    """For a ModelAdmin or an inline: rows and choices start from `managed_by(request.user)`."""

    formfield_overrides = WRITTEN

    def get_queryset(self, request):
        return managed_by(super().get_queryset(request), request.user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A text that has to be there in some language is marked as such; no one box is needed."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if getattr(field, "one_required", False):
            field.widget.needed = True
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        self._scope(db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        self._scope(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def offered(self, name: str, rows, request):
        """What can be chosen there, where that is not simply what this person manages."""
        return rows

    def _scope(self, db_field, request, kwargs):
        rows = kwargs.get("queryset")
        if rows is None:
            rows = self.get_field_queryset(kwargs.get("using"), db_field, request)
        if rows is None:
            rows = db_field.remote_field.model._default_manager.all()
        managed = managed_by(rows, request.user)
        kwargs["queryset"] = self.offered(db_field.name, managed, request)


class ScopedAdmin(Scoped, admin.ModelAdmin):
    """A ModelAdmin in which another hub's record answers exactly like one that does not exist."""

    show_full_result_count = False

    def get_list_filter(self, request):
        return [self._scoped_filter(item) for item in super().get_list_filter(request)]

    def _scoped_filter(self, item):
        if not isinstance(item, str):
            return item
        field = get_fields_from_path(self.model, item)[-1]
        related = field.remote_field and hasattr(
            field.remote_field.model._default_manager, "managed_by"
        )
        return (item, ScopedFilter) if related else item

    def lookup_allowed(self, lookup, value, request):
        """Only what a list shows narrows it: what it hides could be guessed sign by sign."""
        name = lookup.partition("__")[0]
        try:
            hidden = not self.opts.get_field(name).is_relation
        except FieldDoesNotExist:
            hidden = False
        if hidden and name not in self._narrowed_by(request):
            return False
        return super().lookup_allowed(lookup, value, request)

    def _narrowed_by(self, request) -> set:
        filters = self.get_list_filter(request)
        shown = [item[0] if isinstance(item, (tuple, list)) else item for item in filters]
        return {self.opts.pk.name, *self.get_list_display(request), *shown}

    def get_view_on_site_url(self, obj=None):
        """Straight to the page. Django's way there asks nobody whose record it is."""
        shown = obj is not None and self.view_on_site and hasattr(obj, "get_absolute_url")
        return obj.get_absolute_url() if shown else None

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404
