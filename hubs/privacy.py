"""What this floor holds on people who are named in public, and how.

`PublicPerson` stands for every model that is made from it. Other models name nobody, but for the
fields listed at the end. On request, `services.erase_named_person` replaces the name and empties
what stands beside it; terms and what is counted by them stay.
"""

PERSONAL_FIELDS = {
    "hubs.PublicPerson.name": "shown from the day of consent until it is taken back; staff see it",
    "hubs.PublicPerson.post": "shown with the name, as it was at the time",
    "hubs.PublicPerson.affiliation": "shown with the name, as it was called at the time",
    "hubs.PublicPerson.organisation": "shown, linked to its page; counted in compositions",
    "hubs.PublicPerson.consented_on": "proves the consent; seen by staff",
    "hubs.PublicPerson.consent_note": "how consent was given; seen by staff",
    "hubs.PublicPerson.withdrawn_on": "hides the name at once; kept so that it stays hidden",
    "hubs.PublicPerson.since": "shown: the term",
    "hubs.PublicPerson.until": "shown: the term",
    "hubs.Seat.sector": "counted in the composition of the body, without the name",
    "hubs.Seat.territory": "counted in the composition of the body, without the name",
    "hubs.Seat.lived_experience": "counted; said by the person, who speaks as a patient or carer",
    "hubs.Interviewee.email": "for letters; never shown; half a year after withdrawal forgotten",
    "hubs.Interviewee.language": "of letters and of the page to answer on",
    "hubs.Interviewee.token": "the secret in the personal link; a new link ends the old one",
    "hubs.Interviewee.invited_at": "when the link was sent; decides the one reminder",
    "hubs.Interviewee.reminded_at": "that the one reminder was sent",
    "hubs.Interviewee.approved_at": "when the text was approved; seen by staff",
    "hubs.Interviewee.approved_digest": "which text was approved",
    "hubs.FeatureAnswer.typed": "as the person wrote it; half a year after withdrawal forgotten",
    "hubs.FeatureAnswer.text": "shown as approved; forgotten likewise where the person withdrew",
    "hubs.Quote.text": "shown with the name, and not without it",
    "hubs.FollowUp.owner_name": "who does it; seen by the staff of the hubs that met",
    "hubs.Story.authors": "shown with the story",
    "hubs.Feature.author": "shown with the feature",
}
# Keys of rows, links between them and their order.
IMPERSONAL = {
    "id",
    "hub",
    "programme",
    "body",
    "feature",
    "story",
    "kind",
    "chair",
    "position",
    "question",
    "wording",
    "one_word",
    "version",
}
# Models that name nobody and yet hold the words of somebody.
WORDS_OF_PEOPLE = {"FeatureAnswer"}
