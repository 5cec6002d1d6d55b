from django.conf import settings
from django.urls import translate_url
from django.utils import translation

# As OpenGraph writes them: language and country.
LOCALES = {"en": "en_GB", "cy": "cy_GB", "nb": "nb_NO"}


def page_path(request) -> str:
    """The one address of what is shown: filters and sorting are no pages of their own."""
    number = request.GET.get("page", "")
    later = number.isascii() and number.isdigit() and int(number[:6]) > 1
    return f"{request.path}?page={int(number[:6])}" if later else request.path


def site(request) -> dict:
    """What every page needs: the site's name and this same page in each language."""
    path, page = request.get_full_path(), page_path(request)
    current = translation.get_language()
    languages = [
        {
            "code": code,
            "name": name,
            "locale": LOCALES[code],
            "url": translate_url(path, code),
            "page": translate_url(page, code),
            "current": code == current,
        }
        for code, name in settings.LANGUAGES
    ]
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "page_path": page,
        "languages": languages,
        "is_demo": settings.DEMO,
    }
