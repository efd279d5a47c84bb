import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { waitingInVain } from "./backlogScaling.js";
import { fleetMetric, type FleetName } from "./fleetMetrics.js";

export interface FleetAlarmsProps {
  readonly fleets: readonly FleetName[];
  readonly redisNodeId: string;
  readonly email: string | undefined;
}

/** Conditions that need attention; each alarm describes its meaning and where to look. */
export class FleetAlarms extends Construct {
  readonly #topic: sns.Topic;

  constructor(scope: Construct, id: string, { fleets, redisNodeId, email }: FleetAlarmsProps) {
    super(scope, id);
    this.#topic = new sns.Topic(this, "Topic", { enforceSSL: true });
    if (email !== undefined) this.#topic.addSubscription(new EmailSubscription(email));
    for (const fleet of fleets) this.#addFleet(fleet);
    this.#alarm("NoMetrics", {
      alarmDescription:
        "No metrics are published: the fleets do not scale. Look at service ser@metrics of the control host.",
      metric: fleetMetric("extract", "Workers").with({ statistic: "SampleCount" }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 10,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    const redis = (metricName: string): cloudwatch.Metric =>
      new cloudwatch.Metric({
        namespace: "AWS/ElastiCache",
        metricName,
        dimensionsMap: { CacheClusterId: redisNodeId },
        statistic: "Maximum",
        period: Duration.minutes(1),
      });
    this.#alarm("RedisMemory", {
      alarmDescription:
        "Redis is three quarters full; when it is full, writes fail. Use --store s3://… for rows, a smaller --max-queued, or a larger redisNodeType.",
      metric: redis("DatabaseMemoryUsagePercentage"),
      threshold: 75,
      evaluationPeriods: 5,
    });
    this.#alarm("RedisProcessor", {
      alarmDescription: "Redis's single thread is busy: more workers will not help. Use a larger --files-per-job.",
      metric: redis("EngineCPUUtilization"),
      threshold: 90,
      evaluationPeriods: 10,
    });
  }

  #addFleet(fleet: FleetName): void {
    this.#alarm(`${fleet}-FailedJobs`, {
      alarmDescription: `${fleet}: jobs failed permanently. ser failures RUN lists the files and reasons, ser retry RUN retries them.`,
      // The increase over a minute: failed jobs stay in the queue for inspection.
      metric: new cloudwatch.MathExpression({
        expression: "DIFF(failed)",
        usingMetrics: { failed: fleetMetric(fleet, "FailedJobs") },
        period: Duration.minutes(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    this.#alarm(`${fleet}-NoWorkers`, {
      alarmDescription: `${fleet}: work has waited for a quarter of an hour and no worker is running. Is there spot capacity? Look at the group's activity, then at a machine's log.`,
      metric: waitingInVain(fleet),
      threshold: 1,
      evaluationPeriods: 15,
    });
  }

  /** Fires at or above the threshold, and not without values, unless `props` says otherwise. */
  #alarm(id: string, props: Omit<cloudwatch.AlarmProps, "comparisonOperator"> & Partial<cloudwatch.AlarmProps>): void {
    new cloudwatch.Alarm(this, id, {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...props,
    }).addAlarmAction(new SnsAction(this.#topic));
  }
}
