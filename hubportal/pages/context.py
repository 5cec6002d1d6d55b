from django.conf import settings
from django.urls import translate_url
from django.utils import translation


def site(request) -> dict:
    """What every page needs: the site's name and this same page in each language."""
    path = request.get_full_path()
    current = translation.get_language()
    languages = [
        {"code": code, "name": name, "url": translate_url(path, code), "current": code == current}
        for code, name in settings.LANGUAGES
    ]
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "languages": languages,
        "is_demo": settings.DEMO,
    }
