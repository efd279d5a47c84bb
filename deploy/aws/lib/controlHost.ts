import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as autoscaling from "aws-cdk-lib/aws-autoscaling";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import type { DockerImageAsset } from "aws-cdk-lib/aws-ecr-assets";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { metricsNamespace } from "../../../src/cloudwatch/metricNames.js";
import { HostRole } from "./hostRole.js";
import { hostSetup } from "./hostSetup.js";
import { hostTemplate } from "./hostTemplate.js";
import { networkRange, type Network } from "./network.js";
import type { QueueRedis } from "./queueRedis.js";
import type { Architecture } from "./settings.js";
import type { S3Place } from "./s3Place.js";

export const dashboardPort = 3000;

/** Of its 2 GB: the dashboard reads a run's rows, the publisher counts. */
const memory = { dashboard: "--memory=1200m", metrics: "--memory=400m" };

/** Two processors, 2 GB; the largest task here is a listing. */
const instanceTypes: Readonly<Record<Architecture, string>> = { x86_64: "t3.small", arm64: "t4g.small" };

export interface ControlHostProps {
  readonly architecture: Architecture;
  readonly network: Network;
  readonly redis: QueueRedis;
  readonly image: DockerImageAsset;
  readonly source: S3Place;
  readonly results: S3Place;
  /** other machines may reach the dashboard, as far as its security group lets them */
  readonly isBalanced: boolean;
}

/**
 * The one machine that is always running: it serves the dashboard, publishes the metrics (also while the fleets have no
 * machines) and provides a shell with `ser`, through Session Manager without an open port. A group of one, so that a
 * failed machine is replaced; on demand, so that it is not interrupted during a listing.
 */
export class ControlHost extends Construct {
  readonly group: autoscaling.AutoScalingGroup;
  readonly securityGroup: ec2.SecurityGroup;
  /** the password of user "ser" */
  readonly password: secretsmanager.Secret;

  constructor(scope: Construct, id: string, props: ControlHostProps) {
    super(scope, id);
    const { architecture, network, redis, image, source, results, isBalanced } = props;
    this.password = new secretsmanager.Secret(this, "DashboardPassword", {
      description: "Password of the dashboard's user ser",
      generateSecretString: { passwordLength: 32, excludePunctuation: true },
    });
    const log = new LogGroup(this, "Log", {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const host = new HostRole(this, "Host", { image, log, secrets: [redis.token, this.password] });
    host.mayRead(source);
    host.mayWrite(results);
    host.mayBeEntered();
    this.securityGroup = new ec2.SecurityGroup(this, "Group", {
      vpc: network.vpc,
      description: "Control host",
      allowAllOutbound: false,
    });
    const template = hostTemplate(this, "Template", {
      architecture,
      instanceType: new ec2.InstanceType(instanceTypes[architecture]),
      role: host.role,
      securityGroup: network.hosts,
      userData: hostSetup({
        image,
        redis,
        log,
        results,
        dashboardSecret: this.password,
        services: {
          dashboard: {
            // Runs are started by `ser produce`, which also lists; a listing started from the dashboard would have no worker.
            command: ["dashboard", "--read-only", "--host", "0.0.0.0", "--port", String(dashboardPort)],
            // Without a load balancer only this machine can connect; Session Manager forwards a port to it.
            options: isBalanced
              ? // The load balancer passes on the client's address, by which wrong passwords are counted.
                [
                  memory.dashboard,
                  "--publish",
                  `${dashboardPort}:${dashboardPort}`,
                  "--env",
                  `SER_TRUSTED_PROXIES=${networkRange}`,
                ]
              : [memory.dashboard, "--publish", `127.0.0.1:${dashboardPort}:${dashboardPort}`],
          },
          // CloudWatch recognises these log events as metrics by their content.
          metrics: { command: ["publish-metrics", "--namespace", metricsNamespace], options: [memory.metrics] },
        },
      }),
    });
    template.connections.addSecurityGroup(this.securityGroup);
    this.group = new autoscaling.AutoScalingGroup(this, "Machine", {
      vpc: network.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      launchTemplate: template,
      minCapacity: 1,
      maxCapacity: 1,
      healthChecks: isBalanced
        ? autoscaling.HealthChecks.withAdditionalChecks({
            additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB],
            gracePeriod: Duration.minutes(10),
          })
        : autoscaling.HealthChecks.ec2({ gracePeriod: Duration.minutes(5) }),
      updatePolicy: autoscaling.UpdatePolicy.rollingUpdate({ minInstancesInService: 0, maxBatchSize: 1 }),
    });
  }
}
