import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { acknowledgeBrokenRules } from "./acknowledgements.js";
import { ControlHost } from "./controlHost.js";
import { DashboardBalancer } from "./dashboardBalancer.js";
import { FleetAlarms } from "./fleetAlarms.js";
import { Network } from "./network.js";
import { programImage } from "./programImage.js";
import { QueueRedis } from "./queueRedis.js";
import type { Settings } from "./settings.js";
import { WorkerFleet } from "./workerFleet.js";

/**
 * Everything except the buckets, so that `cdk destroy` leaves nothing that costs money and deletes no results.
 *
 *     people ──▶ control host: ser, dashboard, metrics ──▶ Redis ◀── extract fleet, 0 … n ──▶ S3
 *                       │                                        ◀── train fleet,   0 … m ──▶ S3
 *                       └──▶ log ──▶ CloudWatch: scaling, alarms
 */
export class SerStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings, props?: StackProps) {
    super(scope, id, { description: "speech-emotion-workers: queues, workers, dashboard", ...props });
    const { architecture, source, results, publicDashboard } = settings;
    const network = new Network(this, "Network", {
      source,
      results,
      hasPublicSubnets: publicDashboard !== undefined,
    });
    const redis = new QueueRedis(this, "Queue", {
      network,
      nodeType: settings.redisNodeType,
      replicas: settings.redisReplicas,
    });
    const image = programImage(this, "Image", architecture);
    const common = { architecture, network, redis, image, results };

    new WorkerFleet(this, "Extract", {
      ...common,
      name: "extract",
      source,
      max: settings.maxExtract,
      targetBacklog: 50_000, // files: about a minute and a half of a machine with four processors (docs/costs.md)
    });
    new WorkerFleet(this, "Train", {
      ...common,
      name: "train",
      source: undefined,
      max: settings.maxTrain,
      targetBacklog: 500, // fits: the default grid of one run is half as many, and done within a minute
    });
    const host = new ControlHost(this, "Control", { ...common, source, isBalanced: publicDashboard !== undefined });
    if (publicDashboard !== undefined) new DashboardBalancer(this, "Dashboard", { network, host, ...publicDashboard });
    new FleetAlarms(this, "Alarms", {
      fleets: ["extract", "train"],
      redisNodeId: redis.nodeId,
      email: settings.alarmEmail,
    });
    acknowledgeBrokenRules(this, settings);
    new CfnOutput(this, "ControlGroup", { value: host.group.autoScalingGroupName });
    new CfnOutput(this, "DashboardPassword", { value: host.password.secretArn });
  }
}
