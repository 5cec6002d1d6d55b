from members.services.people import (
    ZONE_OF_LANGUAGE,
    appoint,
    dismiss,
    join,
    organisation_called,
    profile_of,
    save_profile,
    sync_groups,
    sync_rights,
    texts_of,
)

__all__ = [
    "ZONE_OF_LANGUAGE",
    "appoint",
    "dismiss",
    "join",
    "organisation_called",
    "profile_of",
    "save_profile",
    "sync_groups",
    "sync_rights",
    "texts_of",
]
