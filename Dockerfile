# The portal as one image: web, worker and beat are the same code, started differently (docker-compose.yml).
FROM python:3.12-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

RUN groupadd --system --gid 1000 portal \
 && useradd --system --uid 1000 --gid portal --no-create-home --home-dir /nonexistent portal \
 && mkdir -p /var/lib/portal/files /var/lib/portal/beat \
 && chown -R portal:portal /var/lib/portal

COPY requirements/base.txt requirements/base.txt
RUN pip install --require-hashes --requirement requirements/base.txt

COPY . .
ENV SAPA_MODE=production MALLOC_ARENA_MAX=2 \
    STATIC_ROOT=/app/staticfiles \
    FILE_STORE=/var/lib/portal/files \
    BEAT_SCHEDULE_FILE=/var/lib/portal/beat/schedule \
    BEAT_ALIVE_FILE=/var/lib/portal/beat/alive \
    BIND=0.0.0.0 \
    PORT=8000
# The local mode needs no secrets, and what is built here depends on none.
RUN SAPA_MODE=local python manage.py compile_translations \
 && SAPA_MODE=local python manage.py build_fonts \
 && SECRET_KEY=only-for-building-static-files-and-for-nothing-else python manage.py collectstatic --noinput --verbosity 0

USER portal
EXPOSE 8000
CMD ["gunicorn", "--config", "python:sapa_center.gunicorn_config", "sapa_center.wsgi"]
