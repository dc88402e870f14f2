# Build: the bundled SQLite and libpq are compiled in, so nothing but Rust and a C
# compiler is needed. The cache mounts keep crates and artefacts between builds.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin massnahmen \
    && install -D target/release/massnahmen /out/usr/local/bin/massnahmen \
    && install -d -o 10001 -g 10001 /out/data

# Run: one binary, and one folder it may write to.
FROM debian:bookworm-slim
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/ /
COPY LICENSE /usr/share/doc/massnahmenregister/LICENSE

# A number, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /data
VOLUME /data
ENV MASSNAHMEN_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["massnahmen", "health", "--url", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["massnahmen"]
CMD ["serve"]

LABEL org.opencontainers.image.title="Maßnahmenregister" \
    org.opencontainers.image.description="A register that shows whether a city's integration policy is being carried out" \
    org.opencontainers.image.source="https://github.com/massnahmenregister/massnahmenregister" \
    org.opencontainers.image.licenses="EUPL-1.2"
