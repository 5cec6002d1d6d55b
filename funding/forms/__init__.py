from funding.forms.answers import ReplyForm, form_for
from funding.forms.reviews import (
    DeclareConflictForm,
    DeclareNoConflictForm,
    ReleaseForm,
    SendReviewForm,
)
from funding.forms.staff import (
    AssignForm,
    CallForm,
    DecideForm,
    PassEligibilityForm,
    PublishCallForm,
    QueryForm,
    RefuseEligibilityForm,
    SectionForm,
    WithdrawCallForm,
)

__all__ = [
    "AssignForm",
    "CallForm",
    "DecideForm",
    "DeclareConflictForm",
    "DeclareNoConflictForm",
    "PassEligibilityForm",
    "PublishCallForm",
    "QueryForm",
    "RefuseEligibilityForm",
    "ReleaseForm",
    "ReplyForm",
    "SectionForm",
    "SendReviewForm",
    "WithdrawCallForm",
    "form_for",
]
