# calltracer in a container. By itself, on the embedded engine, with documents of the current folder:
#
#     docker build -t calltracer:local .
#     docker run --rm -v "$PWD:/documents:ro" -v calltracer_case:/case calltracer:local load notices.txt
#
# With a Neo4j beside it: docker-compose.yml.

FROM python:3.13-slim AS base

FROM base AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY tracer tracer
COPY loaders loaders
COPY cypher cypher
COPY examples examples
# Without a pip of its own; `fast` is a quicker driver for Neo4j.
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
    && python -m venv --without-pip /opt/tracer \
    && pip --python /opt/tracer install --no-cache-dir "$(ls /wheels/*.whl)[fast]"

FROM base
LABEL org.opencontainers.image.title="calltracer" \
      org.opencontainers.image.description="Reconstructs the path of an illegal robocall from the documents investigators hold" \
      org.opencontainers.image.licenses="MIT"
# A volume that is mounted on /case for the first time takes over its owner. 1000 is whom the files of many a machine belong to;
# where documents can be read by somebody else alone: docker compose build --build-arg UID="$(id -u)" tracer
ARG UID=1000
RUN useradd --uid "$UID" --user-group --no-create-home --home-dir /case tracer \
    && install --directory --owner tracer --group tracer --mode 700 /case \
    && install --directory /documents
COPY --from=build /opt/tracer /opt/tracer
ENV PATH="/opt/tracer/bin:$PATH" \
    TRACER_CASE=/case
USER tracer
WORKDIR /documents
VOLUME /case
ENTRYPOINT ["tracer"]
CMD ["--help"]
