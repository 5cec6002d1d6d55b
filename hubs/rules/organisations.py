import re

from django.utils.translation import gettext as _

from hubs.models import Organisation

# Anybody may have an address there, so it says nothing about where somebody works.
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.co.uk",
        "hotmail.com",
        "hotmail.co.uk",
        "hotmail.no",
        "live.com",
        "live.co.uk",
        "live.no",
        "msn.com",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.no",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "aol.co.uk",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "gmx.com",
        "gmx.net",
        "gmx.co.uk",
        "mail.com",
        "fastmail.com",
        "hey.com",
        "zoho.com",
        "tutanota.com",
        "tuta.com",
        "yandex.com",
        "btinternet.com",
        "btopenworld.com",
        "sky.com",
        "talktalk.net",
        "virginmedia.com",
        "ntlworld.com",
        "blueyonder.co.uk",
        "plus.com",
        "tiscali.co.uk",
        "online.no",
        "broadpark.no",
        "getmail.no",
        "start.no",
        "lyse.net",
        "altibox.no",
    ]
)
# Many organisations share these, so they tell nobody's people apart.
SHARED = frozenset(
    [
        "ac.uk",
        "co.uk",
        "org.uk",
        "gov.uk",
        "ltd.uk",
        "plc.uk",
        "nhs.uk",
        "nhs.net",
        "sch.uk",
        "kommune.no",
        "com",
        "org",
        "net",
    ]
)
DOMAIN = re.compile(r"(?=.{4,100}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


def reasons_not_to_check(organisation: Organisation):
    if not organisation.stub:
        yield _("This organisation is checked already.")
    elif organisation.successor_id:
        yield _("This organisation is merged into another one.")


def reasons_not_to_merge(organisation: Organisation, *, into: Organisation):
    yield from reasons_not_to_check(organisation)
    if into.stub or into.successor_id:
        yield _("Choose an organisation that is checked.")


def domain_of(address: str) -> str:
    """What follows the @, in lower case: where somebody has their mailbox."""
    return address.rpartition("@")[2].strip().lower()


def is_free_mail(domain: str) -> bool:
    return domain in FREE_MAIL or domain.partition(".")[2] in FREE_MAIL


def is_at(address: str, domains: list[str]) -> bool:
    """Whether the address is at one of the domains or below one, as students.example.ac.uk is.

    Free mail domains never count, even where somebody has recorded one.
    """
    at = domain_of(address)
    asked = [domain.lower() for domain in domains if not is_free_mail(domain.lower())]
    return any(at == domain or at.endswith(f".{domain}") for domain in asked)


def reasons_against_domains(domains: list[str]):
    """Why these are no mail domains by which an organisation's people are known."""
    for domain in domains:
        if not DOMAIN.fullmatch(domain):
            yield _("“%(domain)s” is no mail domain; enter it as in example.org.") % {
                "domain": domain
            }
        elif is_free_mail(domain):
            yield _("“%(domain)s” gives addresses to anybody; leave it out.") % {"domain": domain}
        elif domain in SHARED:
            yield _("“%(domain)s” is shared by many organisations; leave it out.") % {
                "domain": domain
            }
