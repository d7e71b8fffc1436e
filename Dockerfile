# syntax=docker/dockerfile:1

# The image holds one static binary with the web client inside (and without a media server, which a deployment has of its
# own: it is a fifth smaller for that, on disk and in memory), CA certificates, and what turns uploads into pages of the
# board: poppler-utils, and LibreOffice Impress without a screen, which Debian packages apart from the rest of the office.
# wget is the health check, so that the binary needs no command for that alone.
#
#   docker build -t lectern --build-arg VERSION=$(git describe --tags --always) --build-arg COMMIT=$(git rev-parse HEAD) .

FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS client
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
COPY frontend/stubs ./stubs
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS binary
WORKDIR /src
ENV CGO_ENABLED=0
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
COPY --from=client /src/frontend/dist ./frontend/dist
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev
ARG COMMIT=unknown
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -buildvcs=false -tags nolivekit \
    -ldflags "-s -w -X main.version=$VERSION -X main.commit=$COMMIT" -o /out/lectern ./cmd/lectern

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates fonts-dejavu-core libreoffice-impress-nogui poppler-utils wget \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --no-create-home --no-log-init --uid 10001 --shell /usr/sbin/nologin lectern \
 && install -d -m 0700 -o 10001 -g 10001 /data
COPY --from=binary /out/lectern /usr/local/bin/lectern
USER 10001:10001
ENV LECTERN_LISTEN=:8080 LECTERN_DATA_DIR=/data LECTERN_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD wget -q -O /dev/null http://127.0.0.1:8080/healthz
ENTRYPOINT ["lectern"]
CMD ["serve"]
