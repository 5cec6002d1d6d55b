"""What staff wrote to the people of their events, and the lists they took; all invented."""

import datetime as dt

from events import rules, services
from events.models import Event, Export, Message
from hubportal.pages.demonstration.clock import at, moment
from hubportal.pages.demonstration.texts import load, text


def build(by_slug: dict[str, Event], managers, today: dt.date) -> int:
    """Messages that were sent, and some that wait for their moment; returns how many there are."""
    rows = load("messages")
    for row in rows["messages"]:
        _message(row, by_slug[row["event"]], managers, today)
    for row in rows["exports"]:
        _export(row, by_slug[row["event"]], managers, today)
    return len(rows["messages"])


def _message(row: dict, event: Event, managers, today: dt.date) -> None:
    subject = text(row["subject"])
    if any(str(one.subject) == str(subject) for one in event.messages.all()):
        return
    by = managers(event.hub)
    message = Message(event=event, subject=subject, body=text(row["body"]))
    message.statuses, message.for_later = row["statuses"], row.get("for_later", False)
    if "sent_days_ago" in row:
        with at(moment(today - dt.timedelta(days=row["sent_days_ago"]), 14)) as now:
            services.write_message(message, by=by)
            shown = rules.recipients(message).count()
            services.send_message(message, by=by, shown=shown, now=now)
            services.send_due_messages(now=now)
        return
    services.write_message(message, by=by)
    day = event.start_date - dt.timedelta(days=row["days_before"])
    leaves = moment(day, 9, zone=event.zone)
    if day > today:
        services.schedule_message(message, by=by, moment=leaves)


def _export(row: dict, event: Event, managers, today: dt.date) -> None:
    reason = row["reason"]
    if Export.objects.filter(event=event, reason=reason).exists():
        return
    with at(moment(today - dt.timedelta(days=row["days_ago"]), 16)):
        services.export_people(
            event,
            by=managers(event.hub),
            columns=row["columns"],
            reason=reason,
            filters={"statuses": row["statuses"]},
            in_words=row["filters"],
        )
