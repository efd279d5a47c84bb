import { fileURLToPath } from "node:url";
import { DockerImageAsset, Platform } from "aws-cdk-lib/aws-ecr-assets";
import type { Construct } from "constructs";
import type { Architecture } from "./settings.js";

/** The repository's root, where the Dockerfile is. Its .dockerignore lists the image's contents. */
export const projectRoot = fileURLToPath(new URL("../../../", import.meta.url));

const platforms: Readonly<Record<Architecture, Platform>> = {
  x86_64: Platform.LINUX_AMD64,
  arm64: Platform.LINUX_ARM64,
};

/** The image of all programs, including decoders for videos. `cdk deploy` builds and pushes it; `cdk synth` only reads the files. */
export function programImage(scope: Construct, id: string, architecture: Architecture): DockerImageAsset {
  return new DockerImageAsset(scope, id, {
    directory: projectRoot,
    platform: platforms[architecture],
    buildArgs: { OMIT: "dev", WITH_FFMPEG: "yes" },
  });
}
