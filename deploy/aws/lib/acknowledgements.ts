import { Validations, type Stack } from "aws-cdk-lib";
import type { S3Place } from "./s3Place.js";
import type { Settings } from "./settings.js";

/**
 * Rules of cdk-nag's AwsSolutions that this stack violates, with reasons. Any other finding of cdk-nag stops `cdk synth`.
 */
export function acknowledgeBrokenRules(
  stack: Stack,
  { source, results, publicDashboard, redisReplicas }: Settings,
): void {
  const acknowledge = (rule: string, reason: string): void =>
    Validations.of(stack).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
  const objects = ({ bucket, prefix }: S3Place): string => `arn:<AWS::Partition>:s3:::${bucket}/${prefix}*`;

  acknowledge(
    "IAM5[Resource::*]",
    "IAM cannot limit ecr:GetAuthorizationToken and Session Manager's channels; a test lists them",
  );
  for (const place of [source, results])
    acknowledge(`IAM5[Resource::${objects(place)}]`, "The objects under one prefix, which a worker exists to process");
  acknowledge("VPC7", "This network has no route out, and flow logs would cost more than its machines");
  acknowledge("SMG4", "The stack exists for a run; a changed secret is read when a service restarts");
  acknowledge("AS3", "Fleets scale up and down by design; alarms report when they fail to");
  acknowledge("AEC6", "One user with a password and few rights replaces the token, whose user could run every command");
  acknowledge(
    "EC26",
    "The rule cannot read a mixed instances policy; every disk is encrypted by its launch template, as a test checks",
  );
  if (redisReplicas === 0)
    acknowledge("AEC4", "One node by default: jobs lost with its zone are enqueued again by the same ser produce");
  if (publicDashboard !== undefined)
    acknowledge("S1", "The bucket is the balancer's access log, which only the balancer writes");
}
