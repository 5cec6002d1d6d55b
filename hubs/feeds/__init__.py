from hubs.feeds.atom import ATOM_TYPE, Entry, answer, feed, tag_uri
from hubs.feeds.features import features_feed
from hubs.feeds.opportunities import opportunity_ics
from hubs.feeds.stories import stories_feed

__all__ = [
    "ATOM_TYPE",
    "Entry",
    "answer",
    "features_feed",
    "feed",
    "opportunity_ics",
    "stories_feed",
    "tag_uri",
]
