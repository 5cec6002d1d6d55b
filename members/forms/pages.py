import hashlib

from django.contrib.admin.utils import construct_change_message
from django.db import IntegrityError
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from hubportal.workflow import drafts
from hubs.models import Organisation, Theme
from hubs.models.publishing import texts
from members import services
from members.forms.organisations import Facts, Offers, OrganisationPageForm, Strengths
from members.models import User


class OrganisationPage:
    """The form of an organisation's page and its rows, checked and saved as one."""

    def __init__(self, organisation: Organisation, data=None):
        self.data = data
        self.read(organisation)
        self.version = self.seen() if data is None else data.get("version", "")

    def read(self, organisation: Organisation) -> None:
        """The forms over this row of the database, with what was typed."""
        self.organisation, data = organisation, self.data
        self.form = OrganisationPageForm(data, instance=organisation)
        themes = [(theme.pk, str(theme)) for theme in Theme.objects.filter(retired=False)]
        said = {"form_kwargs": {"themes": [("", "---------"), *themes]}}
        strengths = organisation.strengths.order_by("pk")
        self.strengths = Strengths(
            data, instance=organisation, prefix="strengths", queryset=strengths, **said
        )
        facts = organisation.facts.order_by("-year", "pk")
        self.facts = Facts(data, instance=organisation, prefix="facts", queryset=facts)
        offers = organisation.offers.order_by("kind", "pk")
        self.offers = Offers(data, instance=organisation, prefix="offers", queryset=offers)
        self.rows = [self.strengths, self.facts, self.offers]

    def is_valid(self) -> bool:
        return all([part.is_valid() for part in (self.form, *self.rows)])

    def forms(self) -> list:
        return [self.form, *(form for rows in self.rows for form in rows)]

    def general_errors(self) -> list[str]:
        """What is wrong with several rows together."""
        return [error for rows in self.rows for error in rows.non_form_errors()]

    def errors(self) -> bool:
        return bool(self.general_errors() or any(form.errors for form in self.forms()))

    def anchor(self, wanted: str) -> str:
        """Where on the page a row was asked for; the top for anything else."""
        return wanted if wanted in {rows.prefix for rows in self.rows} else ""

    def save(self, *, by: User) -> bool:
        """Whether it was right and is saved. Looked through once nobody else can change it.

        Raises `drafts.Stale` where somebody saved it since it was opened.
        """
        try:
            return services.edit_organisation(
                self.organisation, by=by, parts=self._checked, changes=self._changes
            )
        except IntegrityError:
            self._taken_meanwhile()
            return False

    def _checked(self, organisation: Organisation) -> list:
        """Nothing to save where something is wrong."""
        saved = OrganisationPage(organisation)
        if self.version not in {"", saved.version}:
            lines = {line["field"]: line for line in saved.lines()}
            raise drafts.Stale(lines, int(saved.version))
        self.read(organisation)
        return [self.form, *self.rows] if self.is_valid() else []

    def _taken_meanwhile(self) -> None:
        """Another organisation may have got the same ROR id at this moment."""
        self.read(self.organisation)
        if self.is_valid():
            words = _("Something has changed since you looked. Look again, then confirm.")
            self.form.add_error(None, words)

    def _changes(self) -> list:
        return construct_change_message(self.form, self.rows, add=False)

    def seen(self) -> str:
        """Another number when anything that the page shows to edit is another."""
        kept = [form for rows in self.rows for form in rows.initial_forms]
        said = [values(form) for form in (self.form, *kept)]
        digest = hashlib.sha256(repr(sorted(said)).encode()).digest()
        return str(int.from_bytes(digest[:6], "big"))

    def lines(self) -> list[dict]:
        """What it says, a line for each field and one for each kind of rows."""
        found = [
            {"field": box.name, "label": box.label, "value": words(box)}
            for box in self.form.visible_fields()
        ]
        for rows in self.rows:
            said = "\n".join(filter(None, (in_a_line(form) for form in rows)))
            label = rows.model._meta.verbose_name_plural
            found.append({"field": rows.prefix, "label": label, "value": said})
        return found


def values(form) -> list[str]:
    """What the database holds of the fields of a form, and of which row."""
    thing = form.instance
    fields = [thing._meta.get_field(name) for name in form._meta.fields]
    said = [str(field.get_prep_value(getattr(thing, field.attname))) for field in fields]
    return [thing._meta.label, str(thing.pk), *said]


def in_a_line(form) -> str:
    boxes = {box.name: box for box in form.visible_fields()}
    deleted = boxes.pop("DELETE", None)
    if deleted and deleted.value():
        return ""
    return " · ".join(filter(None, (words(box) for box in boxes.values())))


def words(box) -> str:
    """The value of a field as people read it, typed or saved; every language in a line."""
    value = box.value()
    if isinstance(value, LazyI18nString):
        value = list(texts(value).values())
    if isinstance(value, list):
        return "\n".join(filter(None, value))
    labels = {str(key): str(label) for key, label in getattr(box.field, "choices", ()) if key}
    return labels.get(str(value), "" if value is None else str(value))
