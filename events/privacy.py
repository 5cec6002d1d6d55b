"""What this floor holds on a person, and how."""

PERSONAL_FIELDS = {
    "events.Registration.person": "who has or had a place; kept for the figures of attendance",
    "events.Registration.sector": "the sector at the time; shown in figures of five or more",
    "events.Registration.status": "what became of it; shown to the person and the hub's staff",
    "events.Registration.take_at_once": "a wish for this event alone",
    "events.Registration.reminders": "a wish for this event alone",
}
