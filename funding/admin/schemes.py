from django.contrib import admin

from funding.forms import SectionForm
from funding.models import Criterion, Question, Scheme, Section
from hubportal.workflow.admin import ScopedAdmin
from hubportal.workflow.translated import TRANSLATED


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


@admin.register(Section)
class SectionAdmin(ScopedAdmin):
    form = SectionForm
    list_display = ["name", "scheme", "position"]
    list_filter = ["scheme"]
    list_select_related = ["scheme"]
    ordering = ["scheme", "position"]
    inlines = [QuestionInline]
