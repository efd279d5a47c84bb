# One image for every program of `ser`: the command chooses, e.g. `docker run … work extract`.
#   docker build -t ser .
#   docker build -t ser --build-arg OMIT=dev .     with the optional MP3, Ogg and FLAC decoders
#   docker build -t ser --build-arg OMIT=dev --build-arg WITH_FFMPEG=yes .     with Debian's ffmpeg (GPL), for MP4 videos

ARG NODE_IMAGE=node:22.22.2-bookworm-slim

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM packages AS build
COPY . .
RUN npm run build

FROM packages AS dependencies
ARG OMIT="dev optional"
# Source maps and type declarations are only needed for development.
RUN npm prune --ignore-scripts --no-audit --no-fund $(printf ' --omit=%s' $OMIT) \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' \) -delete

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    SER_HEALTH_FILE=/dev/shm/ser-health
ARG WITH_FFMPEG=no
RUN [ "$WITH_FFMPEG" != yes ] || { apt-get update -q && apt-get install -qy --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*; }
# The owner of a mount point becomes the owner of a new named volume.
RUN ln -s /app/dist/cli/ser.js /usr/local/bin/ser && install -d -o node -g node /corpus /out && install -d -o node -g node -m 700 /uploads
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/wasm wasm
COPY --from=build /app/dist dist
COPY package.json ./
USER node
# A program that works on the queues writes its health file every 5 s while its event loop runs and Redis
# responds. /dev/shm is writable where the root file system is not.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD test $(($(date +%s) - $(stat -c %Y "$SER_HEALTH_FILE"))) -lt 20
ENTRYPOINT ["ser"]
CMD ["--help"]
