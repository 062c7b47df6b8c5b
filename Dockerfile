# calltracer in a container. By itself, on the embedded engine, with documents of the current folder:
#
#     docker build -t calltracer:local .
#     docker run --rm -v "$PWD:/documents:ro" -v calltracer_case:/case calltracer:local load notices.txt
#
# With a Neo4j beside it: docker-compose.yml.

# By its digest, so that it is the same for ever (docs/growing.md): --build-arg PYTHON=python:3.13-slim@sha256:...
ARG PYTHON=python:3.13-slim
FROM ${PYTHON} AS base

# The libraries, byte for byte those of the lock, in a layer of their own: the sources change every day, and they do not.
# Without a pip of their own; nothing is built while they are installed.
FROM base AS libraries
WORKDIR /source
COPY requirements/image.txt requirements/
RUN python -m venv --without-pip /opt/tracer \
    && pip --python /opt/tracer install --no-cache-dir --only-binary :all: --no-deps --require-hashes -r requirements/image.txt

FROM base AS wheel
WORKDIR /source
COPY requirements/build.txt requirements/
RUN pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements/build.txt
COPY pyproject.toml setup.py README.md LICENSE ./
COPY tracer tracer
COPY loaders loaders
COPY cypher cypher
COPY examples examples
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels .

FROM base
LABEL org.opencontainers.image.title="calltracer" \
      org.opencontainers.image.description="Reconstructs the path of an illegal robocall from the documents investigators hold" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="0.1.0"
COPY --from=libraries /opt/tracer /opt/tracer
# A volume that is mounted on /case for the first time takes over its owner. 1000 is whom the files of many a machine belong to;
# where documents can be read by somebody else alone: TRACER_UID, in docs/growing.md.
ARG UID=1000
RUN useradd --uid "$UID" --user-group --no-create-home --home-dir /case tracer \
    && install --directory --owner tracer --group tracer --mode 700 /case \
    && install --directory /documents
# Copied, not mounted: not every builder notices that what it mounts has changed.
COPY --from=wheel /wheels /wheels
RUN pip --python /opt/tracer install --no-cache-dir --no-deps --no-index /wheels/*.whl
ENV PATH="/opt/tracer/bin:$PATH" \
    TRACER_CASE=/case
USER tracer
WORKDIR /documents
VOLUME /case
ENTRYPOINT ["tracer"]
CMD ["--help"]
# Of which commit it is made: --build-arg REVISION="$(git rev-parse HEAD)", as `make image` does.
ARG REVISION=
LABEL org.opencontainers.image.revision="$REVISION"
