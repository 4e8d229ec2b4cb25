# A small image with mailshot in it: docker build -t mailshot . && docker run --rm -v "$PWD:/project" mailshot check welcome
FROM swift:6.3-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends libssl-dev libsqlite3-dev pkg-config make python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN make install DESTDIR=/out PREFIX=/usr

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libssl3 libsqlite3-0 ca-certificates curl && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --home-dir /project mailshot
COPY --from=build /out/usr /usr
# The project: mailshot.toml, campaigns, templates, lists, keys and the ledger. Keep it on a volume that outlives the container.
WORKDIR /project
USER mailshot
ENTRYPOINT ["mailshot"]
CMD ["--help"]
