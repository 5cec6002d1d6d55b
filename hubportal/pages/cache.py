import logging
import time

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# After a failure Redis is left alone for so many seconds, so that a page waits for it once.
SILENCE = 10


class ForgivingRedisCache(RedisCache):
    """A cache that answers "not there" when Redis is away, so that no page fails for it.

    Rate limits stand still meanwhile; `/readyz` says that Redis is away.
    """

    quiet_until = 0.0

    def _forgive(self, verb, default, *args, **kwargs):
        if time.monotonic() < ForgivingRedisCache.quiet_until:
            return default
        try:
            return getattr(super(), verb)(*args, **kwargs)
        except RedisError as error:
            logger.warning("cache away: %s", type(error).__name__)
            ForgivingRedisCache.quiet_until = time.monotonic() + SILENCE
            return default

    def get(self, key, default=None, version=None):
        return self._forgive("get", default, key, default, version)

    def get_many(self, keys, version=None):
        return self._forgive("get_many", {}, keys, version)

    def add(self, *args, **kwargs):
        return self._forgive("add", True, *args, **kwargs)

    def set(self, *args, **kwargs):
        return self._forgive("set", None, *args, **kwargs)

    def set_many(self, *args, **kwargs):
        return self._forgive("set_many", [], *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._forgive("touch", False, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._forgive("delete", False, *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self._forgive("has_key", False, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        return self._forgive("incr", delta, key, delta, version)
