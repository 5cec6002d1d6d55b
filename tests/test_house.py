"""The rules of the house that a linter cannot see."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.template.loader import get_template
from django.urls import get_resolver, resolve, reverse

from hubportal.catalogues.faults import all_faults
from hubportal.workflow.admin import ReadOnly, Scoped

ROOT = Path(settings.BASE_DIR)
FLOORS = ["hubs", "members", "events", "funding"]
OURS = [apps.get_app_config(label) for label in [*FLOORS, "outbox", "workflow"]]
MODELS = [model for app in OURS for model in app.get_models() if not model._meta.auto_created]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SOURCES = [
    path
    for folder in ["hubportal", *FLOORS]
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
]
TESTS = list((ROOT / "tests").rglob("*.py"))
TEMPLATES = [
    path for path in (ROOT / "templates").rglob("*.*") if path.suffix in {".html", ".txt", ".xml"}
]


def name_of(path):
    return str(path.relative_to(ROOT))


def functions_in(path):
    tree = ast.parse(path.read_text())
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


# Models and the staff's view of them ---------------------------------------------------------


def test_migrations_match_the_models(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_are_one_named_line():
    graph = MigrationLoader(None).graph
    for app in OURS:
        assert len(graph.leaf_nodes(app.label)) == 1
    names = [name for label, name in graph.nodes if label in {app.label for app in OURS}]
    assert not [name for name in names if "_auto_" in name or "_merge_" in name]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_says_what_it_is(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


def inlines(kind=InlineModelAdmin):
    for each in kind.__subclasses__():
        yield each
        yield from inlines(each)


WITHOUT_A_PAGE = {
    "events.NeedsDeletion": "stands on the event's own page, as a proof",
    "events.Needs": "named roles see it on the event's own page, nobody else anywhere",
    "events.CalendarKey": "the address of a person's own calendar; theirs alone",
    "events.ChangeNotice": "stands on top of the event's own page while people are not told",
    "events.Certificate": "opens for whoever has the code; staff check it like everybody else",
    "events.Opinion": "read together in the figures of the event, from five on, never one by one",
    "funding.Answer": "read on the application's page, in the order of its questions",
    "funding.Partner": "read on the application's page",
    "funding.Review": "read on the application's page, written on the assignment's",
    "funding.Revision": "what an applicant typed before; theirs alone",
    "funding.Score": "part of a review",
    "hubs.ImportBatch": "lines between upload and confirmation, seen on the page of the import",
    "members.Saved": "what a person keeps in sight; nobody else's business",
    "outbox.Desk": "its state stands on top of the list of letters",
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_staff_can_reach_what_they_look_after(model):
    reachable = {*admin.site._registry, *(inline.model for inline in inlines())}
    assert model in reachable or model._meta.label in WITHOUT_A_PAGE


UNSCOPED = {
    "workflow.Step": "history across all hubs; granted to the programme team alone",
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_staff_see_starts_from_what_they_manage(model):
    """Promise: another hub's record answers exactly like one that does not exist."""
    kept = admin.site._registry.get(model)
    if kept is None or model._meta.label in UNSCOPED:
        return
    assert isinstance(kept, Scoped)
    scoped = hasattr(model._default_manager, "managed_by")
    assert scoped or isinstance(kept, ReadOnly) or not hub_of(model), "needs managed_by()"


def hub_of(model):
    return [f.name for f in model._meta.get_fields() if f.name in {"hub", "event", "call"}]


def test_staff_roles_name_real_permissions(db):
    call_command("sync_roles", verbosity=0)


# Addresses -----------------------------------------------------------------------------------

# Links in letters, feeds and other people's tools rely on these.
FIXED = [
    *["/", "/me/", "/accessibility/", "/privacy/", "/hubs/", "/hubs/x/", "/organisations/x/"],
    *["/events/", "/events/x/", "/events/x/register/", "/events/x/cancel/", "/events/x.ics"],
    *["/events/feed.ics", "/me/profile/", "/funding/", "/funding/x/", "/funding/x/apply/"],
    *["/applications/X-1/", "/applications/X-1/check/", "/applications/X-1/submit/"],
    *["/check-in/x/", "/registrations/x/join/", "/events/x/join/", "/events/x/door/"],
    *["/applications/X-1/withdraw/", "/healthz", "/readyz", "/.well-known/security.txt"],
]


@pytest.mark.parametrize("path", FIXED)
def test_fixed_addresses_stay(path):
    assert resolve(path)


def addresses(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern


def test_every_address_of_ours_has_a_name():
    nameless = [
        route
        for route, pattern in addresses(get_resolver().url_patterns)
        if not pattern.name and not route.startswith(("admin/", "accounts/"))
    ]
    assert not nameless


def test_addresses_are_kebab_case_and_end_in_a_slash():
    odd = re.compile(r"[A-Z_]")
    for route, _pattern in addresses(get_resolver().url_patterns):
        if route.startswith(("admin/", "accounts/")):
            continue
        fixed = re.sub(r"<[^>]+>", "", route)
        assert not odd.search(fixed), route
        assert fixed.endswith("/") or "." in fixed or fixed in {"", "healthz", "readyz"}, route


# Templates -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_template_compiles(path):
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_stay_small_and_plain(path):
    text = path.read_text()
    lines = len(text.splitlines())
    assert lines <= 80
    if path.suffix != ".html":
        return
    if "hub" not in path.parent.parts:  # the form pack puts together what crispy has rendered
        assert not re.search(r"\|\s*safe\b|autoescape off", text)
    if "email" in path.parts:
        return  # mail programs know no style sheets
    assert not re.search(r"\sstyle\s*=|<style\b", text), "styles live in static/css"
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "handlers live in static/js"


def test_every_letter_has_a_subject_and_a_message():
    letters = [path for path in TEMPLATES if path.parent.name == "email"]
    parts = {}
    for path in letters:
        if found := re.fullmatch(r"(.+)_(subject|message)\.txt", path.name):
            parts.setdefault(path.parent / found[1], set()).add(found[2])
    # allauth's letters may take over its own subject or text
    ours = {name: kept for name, kept in parts.items() if name.parts[-3] in FLOORS}
    assert not {name for name, kept in ours.items() if kept != {"subject", "message"}}
    assert not {name for name in ours if not name.with_name(name.name + "_message.html").exists()}


def test_what_templates_load_from_static_exists():
    named = re.compile(r"\{%\s*static\s+[\"']([^\"']+)[\"']")
    names = {name for path in TEMPLATES for name in named.findall(path.read_text())}
    assert not {name for name in names if not finders.find(name)}


# Code ----------------------------------------------------------------------------------------


LONGER = {"hubportal/settings.py": 450}  # one file on purpose: every setting in one place


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_rooms_stay_small(path):
    lines = len(path.read_text().splitlines())
    assert lines <= LONGER.get(name_of(path), 300)
    long = [f.name for f in functions_in(path) if f.end_lineno - f.lineno >= 40]
    assert not long


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_happens_behind_the_readers_back(path):
    """No signals of ours and no writing in `save`: what happens stands in a service."""
    text = path.read_text()
    assert not re.search(r"@receiver\b|\b(pre|post)_(save|delete)\.connect", text)
    if "models" in name_of(path):
        assert not [f for f in functions_in(path) if f.name == "save"]


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_no_browser_is_started_for_a_parameter_that_bears_its_name(path):
    calls = [each for each in ast.walk(ast.parse(path.read_text())) if isinstance(each, ast.Call)]
    given = [ast.unparse(c.args[0]) for c in calls if ast.unparse(c.func).endswith("parametrize")]
    assert not [names for names in given if re.search(r"\b(page|browser|context)\b", names)]


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_no_test_is_skipped_without_a_reason(path):
    for call in ast.walk(ast.parse(path.read_text())):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func)
        if name in {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"}:
            assert "reason" in {keyword.arg for keyword in call.keywords}, f"line {call.lineno}"
        if name in {"pytest.skip", "pytest.xfail"}:
            assert call.args or call.keywords, f"line {call.lineno}"


# What the repository holds -------------------------------------------------------------------


def tracked():
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.xfail(reason="not a git checkout: there is no list of what belongs to it")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_index_address_and_no_path_of_one_machine():
    names = ["index-url", "find-links", "trusted-host", "pypi[.]org", "files[.]pythonhosted"]
    homes = ["root", "home/(?!portal)", "Users", "work/(main|shared)", "opt/pypi"]
    places = "|".join([*names, *[f"(?<![\\w.~-])/{home}" for home in homes]])
    allowed = {"Makefile", "tests/test_house.py"}  # the options that keep them out
    for path in tracked():
        if name_of(path) in allowed or path.suffix in {".png", ".woff2", ".ico"}:
            continue
        found = re.search(rf"({places})(/|\b)", path.read_text(errors="replace"))
        assert not found, f"{name_of(path)}: {found[0]}"


def test_no_secret_and_no_local_data_is_tracked():
    names = {name_of(path) for path in tracked()}
    assert not [n for n in names if n == ".env" or n.startswith((".local/", ".venv/", "media/"))]


# Dependencies --------------------------------------------------------------------------------


def canonical(requirement):
    return re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-").replace(".", "-")


def test_every_dependency_says_why():
    wanted = PROJECT["project"]["dependencies"]
    extras = PROJECT["project"]["optional-dependencies"].values()
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    for requirement in [*wanted, *(name for extra in extras for name in extra)]:
        [line] = [text for text in lines if text.strip().startswith(f'"{requirement}"')]
        assert re.search(r"  # \S.+|,\s+# \S.+", line), requirement


@pytest.mark.parametrize(
    ("name", "extras"), [("base", []), ("demo", ["demo"]), ("dev", ["demo", "dev"])]
)
def test_requirements_are_locked_with_hashes(name, extras):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    pinned = {canonical(line) for line in re.findall(r"^[\w.-]+==.+", text, re.MULTILINE)}
    wanted = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        wanted += PROJECT["project"]["optional-dependencies"][extra]
    assert {canonical(requirement) for requirement in wanted} <= pinned
    assert len(re.findall(r"^\S+==\S+ \\\n    --hash=sha256:", text, re.MULTILINE)) == len(pinned)


def test_all_three_lists_agree():
    versions = {}
    for name in ["base", "demo", "dev"]:
        for line in re.findall(
            r"^[\w.-]+==\S+", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE
        ):
            package, version = line.split("==")
            versions.setdefault(package, set()).add(version)
    assert not {package for package, found in versions.items() if len(found) > 1}


# Languages and production --------------------------------------------------------------------


def test_catalogues_are_complete():
    assert not list(all_faults())


def test_the_compose_file_has_every_service_and_no_secret():
    text = (ROOT / "docker-compose.yml").read_text()
    compose = yaml.safe_load(text)
    services = compose["services"]
    assert set(services) == {"web", "worker", "beat", "migrate", "db", "redis"}
    assert all("healthcheck" in services[name] for name in ["web", "worker", "db", "redis"])
    assert services["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert compose["volumes"]
    for name in ["SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_URL"]:
        assert f"${{{name}:?" in text
    assert not re.search(r"(PASSWORD|SECRET_KEY)\w*: (?!\$\{)\S", text)


def test_the_image_runs_as_a_normal_user():
    last_stage = (ROOT / "Dockerfile").read_text().split("\nFROM ")[-1]
    assert re.search(r"^USER (?!root)\w+", last_stage, re.MULTILINE)


def test_every_setting_from_the_environment_is_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    read = re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "hubportal/settings.py").read_text())
    assert not {name for name in read if f"`{name}`" not in readme}
    assert reverse("healthz") in readme
