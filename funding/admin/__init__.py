from funding.admin.applications import ApplicationAdmin
from funding.admin.assignments import AssignmentAdmin
from funding.admin.calls import CallAdmin
from funding.admin.schemes import SchemeAdmin, SectionAdmin

__all__ = ["ApplicationAdmin", "AssignmentAdmin", "CallAdmin", "SchemeAdmin", "SectionAdmin"]
