# The image of the agent: a bundle of JavaScript and the Node that runs it, nothing
# else. No shell, no package manager, no root; it writes to /tmp alone.
#
#   docker build --tag tidewatch:0.1.0 .
#
# Pin both images by digest in your own builds, with --build-arg.
ARG BUILD_IMAGE=node:24.21.0-trixie-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

FROM ${BUILD_IMAGE} AS build
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
# The bundler needs no install script of any package.
RUN npm ci --ignore-scripts
COPY LICENSE rolldown.config.ts ./
COPY bin ./bin
COPY src ./src
RUN npm run build

FROM ${RUNTIME_IMAGE}
LABEL org.opencontainers.image.title="Tidewatch" \
      org.opencontainers.image.description="A pull-based GitOps agent for TiDB monitoring on Kubernetes" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /app/LICENSE /app/package.json ./
COPY --from=build /app/bin ./bin
COPY --from=build /app/dist ./dist
ENV NODE_ENV=production
# An agent rests most of the time: these keep what it takes while it works from staying with it.
ENV NODE_OPTIONS=--max-semi-space-size=4
ENV MALLOC_ARENA_MAX=1
# From this size on, in bytes, memory is mapped by itself and goes back as soon as it is free.
ENV MALLOC_MMAP_THRESHOLD_=8192
# Not more mappings than that: a process may have 65,530.
ENV MALLOC_MMAP_MAX_=16384
# What is free at the end of the heap goes back, too, and none is kept in reserve.
ENV MALLOC_TRIM_THRESHOLD_=65536
ENV MALLOC_TOP_PAD_=0
ENV TIDEWATCH_CACHE_DIRECTORY=/tmp/tidewatch
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/nodejs/bin/node", "--eval", "fetch('http://127.0.0.1:8080/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/nodejs/bin/node", "/app/bin/tidewatch.mjs"]
CMD ["agent"]
