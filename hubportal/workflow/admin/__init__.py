from hubportal.workflow.admin.rows import ScopedRows
from hubportal.workflow.admin.scopes import ReadOnly, Scoped, ScopedAdmin, ScopedFilter
from hubportal.workflow.admin.steps import StepAdmin, StepInline
from hubportal.workflow.admin.verbs import VerbAdmin, VerbMixin

__all__ = [
    "ReadOnly",
    "Scoped",
    "ScopedAdmin",
    "ScopedFilter",
    "ScopedRows",
    "StepAdmin",
    "StepInline",
    "VerbAdmin",
    "VerbMixin",
]
