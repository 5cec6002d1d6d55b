"""The page of one event reads with the event what would cost a query each."""

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet

from events.models import ChangeNotice, Event, Question, Share
from events.models.needs import NAMED_ROLES
from hubportal.workflow.admin.rows import NamedAutocomplete

LISTS = ["co_hosts", "themes", "sectors", "opportunities"]
PARTS = {"shares": Share, "questions": Question}


class Gathered:
    """For the ModelAdmin of events; the lists of events read nothing of this."""

    def get_object(self, request, object_id, from_field=None):
        try:
            pk = Event._meta.pk.to_python(object_id)
        except ValidationError:
            return None
        event = with_its_parts(self.get_queryset(request), request.user).filter(pk=pk).first()
        if event and self.has_change_permission(request, event):
            put_lists(event)
        return event

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """What is sent is compared with what is there by then; what is read was asked already."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if request.method != "POST" and prefix in PARTS and not getattr(obj, f"has_{prefix}", True):
            kwargs["queryset"] = kwargs["queryset"].none()
        return kwargs

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "series":
            kwargs["widget"] = NamedAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The box of the series asks nobody for the name of what came with the event."""
        field = context["adminform"].form.fields.get("series")
        if field and obj:
            field.widget.widget.known = obj.series
        return super().render_change_form(request, context, add, change, form_url, obj)


def with_its_parts(events: QuerySet, user) -> QuerySet:
    """With hub and series, what is chosen in each list, and which of the parts there are."""
    here = OuterRef("pk")
    chosen = {f"chosen_{name}": ArraySubquery(_chosen(name)) for name in LISTS}
    parts = {
        f"has_{name}": Exists(model.objects.filter(event=here)) for name, model in PARTS.items()
    }
    named = user.memberships.filter(role__in=NAMED_ROLES, hub=OuterRef("hub"))
    notices = ChangeNotice.objects.open().filter(event=here)
    return events.select_related("hub", "series").annotate(
        **chosen, **parts, has_notice=Exists(notices), reads_needs=Exists(named)
    )


def _chosen(name: str) -> QuerySet:
    field = Event._meta.get_field(name)
    rows = field.remote_field.through.objects.filter(event=OuterRef("pk"))
    return rows.values(field.m2m_reverse_field_name())


def put_lists(event: Event) -> None:
    """As prefetching would, but for all at once and by key alone: forms compare no more.

    Whoever asks a row for more gets it from the database, as of any row read in part.
    """
    cache = event.__dict__.setdefault("_prefetched_objects_cache", {})
    for name in LISTS:
        rows = getattr(event, name).get_queryset()
        chosen, key = getattr(event, f"chosen_{name}"), [rows.model._meta.pk.attname]
        rows._result_cache = [rows.model.from_db(rows.db, key, [pk]) for pk in chosen]
        rows._prefetch_done = True
        cache[name] = rows
