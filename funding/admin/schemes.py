from django.contrib import admin
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.forms import I18nTextarea, I18nTextInput

from funding.forms import SectionForm
from funding.models import Criterion, Question, Scheme, Section
from hubportal.workflow.admin import ScopedAdmin

TRANSLATED = {
    I18nCharField: {"widget": I18nTextInput},
    I18nTextField: {"widget": I18nTextarea, "widget_kwargs": {"attrs": {"rows": 4}}},
}


class CriterionInline(admin.StackedInline):
    model = Criterion
    extra = 0
    formfield_overrides = TRANSLATED


class SectionInline(admin.TabularInline):
    """Its questions are behind the link of each row."""

    model = Section
    form = SectionForm
    fields = ["name", "slug", "position"]
    extra = 0
    show_change_link = True
    formfield_overrides = TRANSLATED


class QuestionInline(admin.StackedInline):
    model = Question
    extra = 0
    formfield_overrides = TRANSLATED


@admin.register(Scheme)
class SchemeAdmin(ScopedAdmin):
    list_display = ["name", "kind", "currency", "min_amount", "max_amount", "reviewers"]
    list_filter = ["kind"]
    inlines = [SectionInline, CriterionInline]
    formfield_overrides = TRANSLATED


@admin.register(Section)
class SectionAdmin(ScopedAdmin):
    form = SectionForm
    list_display = ["name", "scheme", "position"]
    list_filter = ["scheme"]
    list_select_related = ["scheme"]
    ordering = ["scheme", "position"]
    inlines = [QuestionInline]
    formfield_overrides = TRANSLATED
