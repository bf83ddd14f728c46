# The image of every process: web, relay, worker, beat. Which one a container is says its command.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt /tmp/
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent site \
 && mkdir -p /app /data/media /data/beat /data/backups \
 && chown site /data/media /data/beat /data/backups
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    STATIC_ROOT=/app/staticfiles MEDIA_ROOT=/data/media BEAT_FILE=/data/beat/schedule RELAY_PULSE=/tmp/relay
RUN python -m compileall -q . \
 && SECRET_KEY=only-while-building DATABASE_URL=postgresql://none/none REDIS_URL=redis://none \
    python manage.py collectstatic --noinput --verbosity 0
USER site
EXPOSE 8000
CMD ["python", "manage.py", "run", "web", "--bind", "0.0.0.0:8000"]
