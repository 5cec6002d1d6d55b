# Build: dependencies, catalogues and compressed static files.
FROM python:3.11-slim AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements/ requirements/
RUN python -m venv /venv \
 && /venv/bin/pip install --no-deps --require-hashes -r requirements/base.txt
# Babel compiles the catalogues; the portal itself never imports it.
RUN python -m venv /build \
 && /build/bin/pip install --no-deps --require-hashes -r requirements/demo.txt

COPY manage.py pyproject.toml ./
COPY hubportal/ hubportal/
COPY hubs/ hubs/
COPY members/ members/
COPY events/ events/
COPY funding/ funding/
COPY templates/ templates/
COPY static/ static/
RUN /build/bin/python -m hubportal.catalogues compile \
 && find . -name '*.po' -o -name '*.pot' | xargs rm \
 && SECRET_KEY=only-for-collectstatic SITE_URL=https://build.invalid STATIC_ROOT=/app/staticfiles \
    /venv/bin/python manage.py collectstatic --noinput \
 && /venv/bin/python -m compileall -q hubportal hubs members events funding


# Run: the same interpreter, the finished files, a user who may write nothing here.
FROM python:3.11-slim

RUN useradd --system --create-home --uid 10001 portal
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 STATIC_ROOT=/app/staticfiles BEAT_SCHEDULE=/tmp/hubportal-beat
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER portal
EXPOSE 8000

# One blocking thread per worker: more never helped, and Django keeps one connection per thread.
CMD ["granian", "hubportal.wsgi:application", "--interface", "wsgi", "--host", "0.0.0.0", \
     "--port", "8000", "--workers", "4", "--blocking-threads", "1", "--respawn-failed-workers", \
     "--workers-max-rss", "512", "--workers-kill-timeout", "20", "--backlog", "1024", "--no-ws"]
