"""What this floor holds on a person, and how."""

PERSONAL_FIELDS = {
    "funding.Application.applicant": "who asks; shown to those who run the call and its reviewers",
    "funding.Application.title": "shown to those who run the call and its reviewers",
    "funding.Application.summary": "to reviewers only once they declared no conflict of interest",
    "funding.Application.employer_name": "shown to those who run the call and its reviewers",
    "funding.Application.employer": "the organisation of that name, when we know one",
    "funding.Application.sector": "the sector at the time; shown in figures of five or more",
    "funding.Application.decision_reason": "what the applicant was told",
    "funding.Answer.text": "to reviewers only once they declared no conflict of interest",
    "funding.Partner.contact": "a third person's name; shown to reviewers to find conflicts",
    "funding.Partner.role": "to reviewers only once they declared no conflict of interest",
    "funding.Revision.data": "earlier drafts, for the applicant alone; the newest fifty are kept",
    "funding.Assignment.reviewer": "who reviews; never shown to applicants",
    "funding.Assignment.conflict_note": "shown to those who run the call",
    "funding.Review.comment": "shown to the applicant without the reviewer's name",
    "funding.Review.confidential": "shown to those who run the call",
}
