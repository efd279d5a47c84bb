import { readFileSync } from "node:fs";
import { Aws } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import type { DockerImageAsset } from "aws-cdk-lib/aws-ecr-assets";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { QueueRedis } from "./queueRedis.js";
import type { S3Place } from "./s3Place.js";

/** A program that a machine runs all the time. */
export interface HostService {
  /** words after `ser` */
  readonly command: readonly string[];
  /** words after `docker run` */
  readonly options?: readonly string[];
}

export interface HostSetupProps {
  readonly image: DockerImageAsset;
  readonly redis: QueueRedis;
  readonly log: LogGroup;
  readonly results: S3Place;
  readonly services: Readonly<Record<string, HostService>>;
  readonly dashboardSecret?: ISecret;
}

/** The files of deploy/aws/host and their destinations. */
const files = {
  "ser-environment": { path: "/usr/local/bin/ser-environment", mode: "0755" },
  "ser-service": { path: "/usr/local/bin/ser-service", mode: "0755" },
  ser: { path: "/usr/local/bin/ser", mode: "0755" },
  "ser@.service": { path: "/etc/systemd/system/ser@.service", mode: "0644" },
} as const;

/**
 * What a machine does when it first starts: installs Docker, fetches the image, starts its services. The scripts are those of
 * deploy/aws/host, word for word; only the settings are written here. They contain names of secrets, never a secret.
 */
export function hostSetup(props: HostSetupProps): ec2.UserData {
  const { image, services } = props;
  const registry = `${Aws.ACCOUNT_ID}.dkr.ecr.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    "set -euo pipefail",
    "dnf install -y docker", // Amazon's packages are in S3, which the gateway endpoint reaches
    "systemctl enable --now docker",
    "install -d -m 0755 /etc/ser /etc/ser/services",
    ...Object.entries(files).map(([name, { path, mode }]) => writeFile(path, mode, hostFile(name))),
    writeFile("/etc/ser/settings", "0644", settingsText(props)),
    ...Object.entries(services).map(([name, service]) =>
      writeFile(`/etc/ser/services/${name}`, "0644", serviceText(service)),
    ),
    `aws ecr get-login-password --region ${Aws.REGION} | docker login --username AWS --password-stdin ${registry}`,
    `docker pull --quiet ${image.imageUri}`,
    "systemctl daemon-reload",
    ...Object.keys(services).map((name) => `systemctl enable --now ser@${name}`),
  );
  return userData;
}

export function hostFile(name: string): string {
  return readFileSync(new URL(`../host/${name}`, import.meta.url), "utf8");
}

function settingsText({ image, redis, log, results, dashboardSecret }: HostSetupProps): string {
  return [
    `AWS_REGION=${Aws.REGION}`,
    `SER_IMAGE=${image.imageUri}`,
    `SER_MODELS=${results.url}/models`,
    `REDIS_ADDRESS=${redis.address}`,
    `REDIS_SECRET=${redis.token.secretArn}`,
    `LOG_GROUP=${log.logGroupName}`,
    ...(dashboardSecret === undefined ? [] : [`DASHBOARD_SECRET=${dashboardSecret.secretArn}`]),
    "",
  ].join("\n");
}

function serviceText({ command, options = [] }: HostService): string {
  return `command=(${command.map(quoted).join(" ")})\noptions=(${options.map(quoted).join(" ")})\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A here-document whose quoted delimiter leaves the text unchanged. */
function writeFile(path: string, mode: string, text: string): string {
  return `cat > ${path} <<'SER-END'\n${text}SER-END\nchmod ${mode} ${path}`;
}
