"""What this floor holds on a person, and how.

People who come, staff who acted, and people who are named on a programme. A model that is not
named here, and not below among those that say nothing of anybody, fails the build; so does a
field of one that is. `events.Speaker` has in addition what `hubs.privacy` says of every
`PublicPerson`, and is forgotten like each of these: `hubs.services.erase_named_person`.

Opinions are anonymous by separation: a row has a random key, no moment and no way back to whoever
wrote it; that somebody answered stands at the registration (`surveyed`) and nothing of what. With
each answer all rows of both kinds are written anew, the answers in an order of chance, so that
neither the transaction that wrote a row nor its place in the table joins the two. Whoever holds
the database's log of changes, or copies of it from before and after one answer, can still tell
which answer came between; so can, until the database has cleared them away, whoever is allowed to
read the dead rows in its files. And where a single person answered, nothing hides whose words
they are: see `events.figures.opinions` for when staff read them.
"""

PERSONAL_FIELDS = {
    "events.Registration.person": "who has or had a place; kept for the figures of attendance",
    "events.Registration.status": "what became of it; shown to the person and the hub's staff",
    "events.Registration.created_at": "when somebody registered; seen by the person and the staff",
    "events.Registration.queued_at": "since when somebody waits; decides who is next",
    "events.Registration.confirmed_at": "when the place was theirs; seen by the staff",
    "events.Registration.offer_expires_at": "until when a place is held; shown to the person",
    "events.Registration.take_at_once": "a wish for this event alone",
    "events.Registration.mode": "in the room or online; seen by the person and the staff",
    "events.Registration.wanted": "a wish for this event alone; seen by the staff",
    "events.Registration.origin": "how they came to register; seen by the staff",
    "events.Registration.beyond": "that the hub added a seat for them; seen by the staff",
    "events.Registration.instead_of": "whose place it was before; seen by the staff",
    "events.Registration.affiliation": "as it was then; shown to others by their consent alone",
    "events.Registration.comes_for": "as they wrote it; shown to others by their consent alone",
    "events.Registration.listed": "their consent to be seen by the others; changed at any time",
    "events.Registration.photo_consent": "their consent to photographs; empty: not said",
    "events.Registration.language_wish": "seen by the person and the hub's staff, and counted",
    "events.Registration.seeks_team": "shown by their consent alone, as long as a call is open",
    "events.Registration.team_note": "shown by their consent alone, as long as a call is open",
    "events.Registration.arrived_at": "when they were checked in; seen by the staff",
    "events.Registration.joined_at": "when they joined online; seen by the staff",
    "events.Registration.let_in_from": "what was so before the door said they came; not shown",
    "events.Registration.surveyed": "that they answered the survey, and nothing of what they said",
    "events.Registration.sector": "at the time; seen by staff and at the door; shown by consent",
    "events.Registration.reminders": "a wish for this event alone",
    "events.Registration.in_place": "follows from the status",
    "events.Answer.wording": "the question as they read it",
    "events.Answer.text": "what they answered; seen by the person and the hub's staff",
    "events.Answer.chosen": "what they chose; seen by the person and the hub's staff, counted",
    "events.Needs.access": "special category; named roles alone, deleted 30 days after the event",
    "events.Needs.access_note": "special category; as above",
    "events.Needs.diet": "special category; as above",
    "events.Needs.diet_note": "special category; as above",
    "events.Needs.told_at": "whether it was told in time; deleted with the rest",
    "events.Scan.registration": "whose code was read at the door; seen by the staff",
    "events.Scan.outcome": "what the door was told; seen by the staff",
    "events.Scan.status": "whether the staff dismissed it; seen by the staff",
    "events.Scan.scanned_at": "when; decides who arrived first",
    "events.Scan.received_at": "when it reached us; seen by the staff",
    "events.Scan.device": "which device read it; names a telephone at the door",
    "events.Scan.by": "who stood at the door",
    "events.Certificate.code": "whoever is shown it can check the certificate",
    "events.Certificate.name": "as it stands on the certificate",
    "events.Certificate.issued_at": "when it was made",
    "events.CalendarKey.person": "whose calendar it is",
    "events.CalendarKey.key": "the secret in its address; ended by the person at any time",
    "events.CalendarKey.created_at": "when it was made; shown to the person",
    "events.CalendarKey.ended_at": "when it was ended; shown to the person",
    "events.ChangeNotice.by": "who on the staff changed the event",
    "events.Message.by": "who on the staff wrote it",
    "events.Export.by": "who took the list out; never edited or deleted",
    "events.Export.at": "when they did",
    "events.Export.reason": "why they said they did",
    "events.Opinion.useful": "anonymous by separation",
    "events.Opinion.met": "anonymous by separation",
    "events.Opinion.will_work": "anonymous by separation",
    "events.Opinion.best": "anonymous by separation; a free text may still name somebody",
    "events.Opinion.better": "anonymous by separation; a free text may still name somebody",
    "events.Speaker.part": "shown with the name",
    "events.Speaker.about": "shown with the name, and not without it; erased with it",
}
# Keys of rows, links between them and their order; and what a row of the staff's is about.
IMPERSONAL = {
    "events.Registration": {"id", "event", "sequence"},
    "events.Answer": {"id", "registration", "question"},
    "events.Needs": {"id", "registration"},
    "events.Scan": {"id", "key", "event"},
    "events.Certificate": {"id", "registration"},
    "events.CalendarKey": {"id"},
    "events.ChangeNotice": {
        *["id", "event", "before", "later", "status", "opened_at", "due_at", "told_at"],
    },
    "events.Message": {
        *["id", "event", "subject", "body", "statuses", "mode", "sectors", "for_later"],
        *["status", "send_at", "sent_at", "recipients"],
    },
    "events.Export": {"id", "event", "columns", "filters", "rows"},
    "events.Opinion": {"id", "event"},
    "events.Speaker": {"id", "event", "sessions", "position"},
}
# Models that say nothing of anybody.
OF_NOBODY = {
    *["events.Event", "events.EventSeries", "events.Material", "events.NeedsDeletion"],
    *["events.Outcome", "events.Question", "events.Reminder", "events.Session", "events.Share"],
}
