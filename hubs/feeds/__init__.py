from hubs.feeds.atom import ATOM_TYPE, Entry, answer, feed, tag_uri
from hubs.feeds.stories import stories_feed

__all__ = ["ATOM_TYPE", "Entry", "answer", "feed", "stories_feed", "tag_uri"]
