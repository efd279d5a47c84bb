import { Aws } from "aws-cdk-lib";
import type { DockerImageAsset } from "aws-cdk-lib/aws-ecr-assets";
import * as iam from "aws-cdk-lib/aws-iam";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { S3Place } from "./s3Place.js";

export interface HostRoleProps {
  readonly image: DockerImageAsset;
  readonly log: LogGroup;
  readonly secrets: readonly ISecret[];
}

/** What a machine may do: fetch the image, write its log, read its secrets, and what else it is granted. */
export class HostRole extends Construct {
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, { image, log, secrets }: HostRoleProps) {
    super(scope, id);
    this.role = new iam.Role(this, "Role", { assumedBy: new iam.ServicePrincipal("ec2.amazonaws.com") });
    image.repository.grantPull(this.role);
    log.grantWrite(this.role);
    for (const secret of secrets) this.#allow(["secretsmanager:GetSecretValue"], [secret.secretArn]);
  }

  /** Lists and reads objects under the prefix, and nothing else. */
  mayRead(place: S3Place): void {
    this.#allow(["s3:GetObject"], [objectsOf(place)]);
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: ["s3:ListBucket"],
        resources: [bucketOf(place)],
        ...(place.prefix === "" ? {} : { conditions: { StringLike: { "s3:prefix": [`${place.prefix}*`] } } }),
      }),
    );
  }

  /** Reads and writes under the prefix; a shard whose files are all rejected is also removed again. */
  mayWrite(place: S3Place): void {
    this.mayRead(place);
    this.#allow(["s3:PutObject", "s3:DeleteObject"], [objectsOf(place)]);
  }

  /**
   * Lets Session Manager open a shell here. None of these actions can be limited to a resource; Amazon's managed policy
   * for this would also allow reading every parameter of the account.
   */
  mayBeEntered(): void {
    this.#allow(
      [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      ["*"],
    );
  }

  #allow(actions: string[], resources: string[]): void {
    this.role.addToPolicy(new iam.PolicyStatement({ actions, resources }));
  }
}

function bucketOf({ bucket }: S3Place): string {
  return `arn:${Aws.PARTITION}:s3:::${bucket}`;
}

function objectsOf(place: S3Place): string {
  return `${bucketOf(place)}/${place.prefix}*`;
}
