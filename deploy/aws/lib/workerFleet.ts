import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as autoscaling from "aws-cdk-lib/aws-autoscaling";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import type { DockerImageAsset } from "aws-cdk-lib/aws-ecr-assets";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { scaleOnBacklog } from "./backlogScaling.js";
import type { FleetName } from "./fleetMetrics.js";
import { HostRole } from "./hostRole.js";
import { hostSetup } from "./hostSetup.js";
import { hostTemplate } from "./hostTemplate.js";
import type { Network } from "./network.js";
import type { QueueRedis } from "./queueRedis.js";
import type { Architecture } from "./settings.js";
import type { S3Place } from "./s3Place.js";

/** Time for a worker to finish or requeue its running jobs; spot leaves 120 s from notice to termination. */
const drainSec = 90;

/** A worker sees the notice within 5 s, and Docker and systemd need some time too. */
const hookSec = drainSec + 30;

/** /metrics and /healthz, for an agent on the machine or through a tunnel; no security group allows other access. */
const metricsOptions = [
  "--env=SER_METRICS_PORT=9464",
  "--env=SER_METRICS_HOST=0.0.0.0",
  "--publish=127.0.0.1:9464:9464",
];

/**
 * Four processors and 8 GB or more each, so that they are interchangeable; from several makers and generations, so that
 * spot capacity is seldom short for all of them at once.
 */
export const spotTypes: Readonly<Record<Architecture, readonly string[]>> = {
  x86_64: ["c7i", "c7a", "c6i", "c6a", "c6in", "c5", "c5a", "c5n", "m6i", "m5"].map((family) => `${family}.xlarge`),
  arm64: ["c8g", "c7g", "c7gn", "c6g", "c6gn", "m7g", "m6g"].map((family) => `${family}.xlarge`),
};

export interface WorkerFleetProps {
  readonly name: FleetName;
  readonly architecture: Architecture;
  readonly network: Network;
  readonly redis: QueueRedis;
  readonly image: DockerImageAsset;
  /** read-only; undefined: this fleet never reads recordings */
  readonly source: S3Place | undefined;
  readonly results: S3Place;
  readonly max: number;
  /** what one machine processes in a minute or two: files for extract, jobs for train */
  readonly targetBacklog: number;
}

/** Spot machines that run one kind of worker: none while there is nothing to do, and as many as the backlog needs. */
export class WorkerFleet extends Construct {
  readonly group: autoscaling.AutoScalingGroup;

  constructor(scope: Construct, id: string, props: WorkerFleetProps) {
    super(scope, id);
    const { name, architecture, network, redis, image, source, results, max, targetBacklog } = props;
    const log = new LogGroup(this, "Log", {
      retention: RetentionDays.TWO_WEEKS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const host = new HostRole(this, "Host", { image, log, secrets: [redis.token] });
    if (source !== undefined) host.mayRead(source);
    host.mayWrite(results);

    const types = spotTypes[architecture].map((type) => new ec2.InstanceType(type));
    const launchTemplate = hostTemplate(this, "Template", {
      architecture,
      instanceType: types[0]!,
      role: host.role,
      securityGroup: network.hosts,
      userData: hostSetup({
        image,
        redis,
        log,
        results,
        services: {
          worker: { command: ["work", name, "--spot", "--drain-sec", String(drainSec)], options: metricsOptions },
        },
      }),
    });
    this.group = new autoscaling.AutoScalingGroup(this, "Group", {
      vpc: network.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      minCapacity: 0,
      maxCapacity: max,
      mixedInstancesPolicy: {
        launchTemplate,
        launchTemplateOverrides: types.map((instanceType) => ({ instanceType })),
        instancesDistribution: {
          onDemandBaseCapacity: 0,
          onDemandPercentageAboveBaseCapacity: 0,
          // The cheapest of the pools with the most capacity: Amazon's recommendation for interruptible work.
          spotAllocationStrategy: autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
        },
      },
      // At a rebalance recommendation: a new machine first, then the endangered one terminates through the hook below.
      capacityRebalance: true,
      // A new image or setting: machines are replaced, each through the hook.
      updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({ minInstancesInService: 0, maxBatchSize: max }),
    });
    // The worker itself polls for the group's target state (`--spot`), drains and exits; nothing completes the hook, which
    // would need another endpoint and another permission and save a minute of a spot machine.
    this.group.addLifecycleHook("Drain", {
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_TERMINATING,
      heartbeatTimeout: Duration.seconds(hookSec),
      defaultResult: autoscaling.DefaultResult.CONTINUE,
    });
    scaleOnBacklog(this, { fleet: name, group: this.group, targetBacklog, max });
  }
}
