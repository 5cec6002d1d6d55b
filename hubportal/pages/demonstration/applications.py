import datetime as dt
from collections.abc import Callable

from funding import services
from funding.models import PROJECT, TEAM, Application, Call, parts_of
from hubportal.pages.demonstration.clock import at
from hubportal.pages.demonstration.schemes import answers_by_question
from hubportal.pages.demonstration.texts import load
from hubs.models import Sector, Territory

# Stations of an application and how much of the call's time until today, or until its
# decisions, has gone by when it gets there.
STATIONS = ["apply", "submit", "query", "answer", "check", "assign", "accept", "review", "decide"]
EMPLOYER = "Example Employer"


class Journey:
    """One application on its way, each station on a day of its own."""

    def __init__(self, row: dict, call: Call, people: dict, *, manager, today, number: int):
        self.row, self.call, self.people, self.manager = row, call, people, manager
        self.by = people[row["applicant"]]
        self.minutes = dt.timedelta(minutes=17 * number)
        end = min(today - dt.timedelta(days=1), call.decisions_by)
        self.span = dt.datetime.combine(end, dt.time(10), tzinfo=dt.UTC) - call.opens_at

    def when(self, station: str) -> dt.datetime:
        """Evenly spread; sending in never comes after the deadline."""
        step = self.span / (len(STATIONS) + 1)
        moment = self.call.opens_at + step * (STATIONS.index(station) + 1) + self.minutes
        if station in ("apply", "submit"):
            hours = 30 if station == "apply" else 3
            moment = min(moment, self.call.closes_at - dt.timedelta(hours=hours) + self.minutes)
        return moment

    def start(self) -> Application:
        with at(self.when("apply")) as now:
            application = services.apply(self.call, by=self.by, now=now)
            self.application = application
            for part in parts_of(self.call.scheme):
                self.fill(part, now)
        return application

    def fill(self, part, now) -> None:
        done = self.row.get("done")
        if done is not None and part.slug not in (PROJECT, TEAM):
            return
        content = {PROJECT: self.project, TEAM: self.team}.get(part.slug, lambda: self.texts(part))
        application = self.application
        version = services.save_section(
            application, part.slug, content(), by=self.by, version=application.version, now=now
        )
        application.version = version
        if done is None or part.slug in done:
            gaps = services.mark_completed(application, part.slug, by=self.by, completed=True)
            if gaps:
                raise ValueError(f"{self.row['title']}: {gaps}")

    def project(self) -> dict:
        starts_on = self.call.closes_at.date() + dt.timedelta(days=45)
        return {
            "title": self.row["title"],
            "summary": self.row["need"],
            "amount": self.row["amount"],
            "starts_on": starts_on.isoformat(),
            "months": self.row["months"],
        }

    def team(self) -> dict:
        sectors = dict(Sector.objects.values_list("code", "pk"))
        places = dict(Territory.objects.values_list("slug", "pk"))
        organisation = self.by.profile.organisation
        names = ["name", "sector", "territory", "contact", "role"]
        partners = [dict(zip(names, each, strict=True)) for each in self.row["partners"]]
        for partner in partners:
            partner["sector"] = sectors[partner["sector"]]
            partner["territory"] = places[partner["territory"]]
        return {
            "employer_name": str(organisation or EMPLOYER),
            "sector": self.by.profile.sector_id,
            "partners": partners,
        }

    def texts(self, part) -> dict:
        ready = load("applications")["answers"] | {"need": self.row["need"]}
        kinds = answers_by_question()
        wordings = {question.pk: question.wording.localize("en") for question in part.questions}
        return {str(pk): ready[kinds[wording]] for pk, wording in wordings.items()}

    def submit(self) -> None:
        with at(self.when("submit")) as now:
            services.submit(self.application, by=self.by, now=now)

    def withdraw(self) -> None:
        with at(self.when("check")):
            services.withdraw(self.application, by=self.by)

    def query(self) -> None:
        with at(self.when("query")):
            services.query(self.application, by=self.manager, text=self.row["question"])

    def answer(self) -> None:
        with at(self.when("answer")):
            text = load("applications")["answers"]["answer"]
            services.reply(self.application, by=self.by, text=text)

    def check(self) -> None:
        with at(self.when("check")):
            services.pass_eligibility(self.application, by=self.manager)

    def refuse(self) -> None:
        with at(self.when("check")) as now:
            services.refuse_eligibility(
                self.application, by=self.manager, reason=self.row["reason"], now=now
            )

    def assign(self) -> None:
        reviewers = [self.people[name] for name, _state, _points in self.row["reviews"]]
        with at(self.when("assign")) as now:
            due_on = now.date() + dt.timedelta(days=21)
            services.assign(self.application, by=self.manager, reviewers=reviewers, due_on=due_on)
        self.review()

    def review(self) -> None:
        for assignment in self.application.assignments.select_related("reviewer"):
            name = assignment.reviewer.email.partition("@")[0]
            self.review_as(assignment, *self.state_of(name))

    def state_of(self, name: str) -> tuple[str, list[int]]:
        return next((state, points) for who, state, points in self.row["reviews"] if who == name)

    def review_as(self, assignment, state: str, points: list[int]) -> None:
        reviewer, answers = assignment.reviewer, load("applications")["answers"]
        if state == "conflicted":
            with at(self.when("accept")):
                note = "We published together last year."
                services.declare_conflict(assignment, by=reviewer, note=note)
        if state in ("accepted", "reviewed"):
            with at(self.when("accept")):
                services.declare_no_conflict(assignment, by=reviewer)
        if state == "reviewed":
            scores = dict(zip(self.call.scheme.criteria.all(), points, strict=True))
            with at(self.when("review")):
                services.send_review(
                    assignment,
                    by=reviewer,
                    scores=scores,
                    comment=answers["comment"],
                    confidential=answers["confidential"],
                )

    def decide(self) -> None:
        with at(self.when("decide")) as now:
            services.decide(
                self.application,
                by=self.manager,
                outcome=self.row["stage"],
                reason=self.row["reason"],
                awarded_amount=self.row.get("awarded"),
                now=now,
            )


WAYS: dict[str, list[Callable]] = {
    "draft": [],
    "submitted": [Journey.submit],
    "answered": [Journey.submit, Journey.query, Journey.answer],
    "queried": [Journey.submit, Journey.query],
    "withdrawn": [Journey.submit, Journey.withdraw],
    "eligible": [Journey.submit, Journey.check],
    "ineligible": [Journey.submit, Journey.refuse],
    "in_review": [Journey.submit, Journey.check, Journey.assign],
    "awarded": [Journey.submit, Journey.check, Journey.assign, Journey.decide],
    "declined": [Journey.submit, Journey.check, Journey.assign, Journey.decide],
}


def build_applications(calls: dict[str, Call], people: dict, managers, today: dt.date) -> None:
    """Each goes its way through the services that the pages call; those that exist are kept."""
    for number, row in enumerate(load("applications")["applications"]):
        call = calls[row["call"]]
        if call.applications.filter(applicant=people[row["applicant"]]).exists():
            continue
        manager = managers(call.hub)
        journey = Journey(row, call, people, manager=manager, today=today, number=number)
        journey.start()
        for station in WAYS[row["stage"]]:
            station(journey)
