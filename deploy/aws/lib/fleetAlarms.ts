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

/** What a person should know of, each alarm with what it means and where to look. */
export class FleetAlarms extends Construct {
  readonly #topic: sns.Topic;

  constructor(scope: Construct, id: string, { fleets, redisNodeId, email }: FleetAlarmsProps) {
    super(scope, id);
    this.#topic = new sns.Topic(this, "Topic", { enforceSSL: true });
    if (email !== undefined) this.#topic.addSubscription(new EmailSubscription(email));
    for (const fleet of fleets) this.#addFleet(fleet);
    this.#alarm("NoMetrics", {
      alarmDescription:
        "Nobody publishes metrics: the fleets do not scale. Look at service ser@metrics of the control host.",
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
        "Redis is three quarters full; when it is full, writing fails. Use --store s3://… for rows, a smaller --max-queued, or a larger redisNodeType.",
      metric: redis("DatabaseMemoryUsagePercentage"),
      threshold: 75,
      evaluationPeriods: 5,
    });
    this.#alarm("RedisProcessor", {
      alarmDescription: "Redis' one thread is busy: more workers will not help. Use a larger --files-per-job.",
      metric: redis("EngineCPUUtilization"),
      threshold: 90,
      evaluationPeriods: 10,
    });
  }

  #addFleet(fleet: FleetName): void {
    this.#alarm(`${fleet}-FailedJobs`, {
      alarmDescription: `${fleet}: jobs failed for good. ser failures RUN says which files and why, ser retry RUN tries again.`,
      // How many more than a minute ago: the failed ones stay in the queue for people to look at.
      metric: new cloudwatch.MathExpression({
        expression: "DIFF(failed)",
        usingMetrics: { failed: fleetMetric(fleet, "FailedJobs") },
        period: Duration.minutes(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    this.#alarm(`${fleet}-NoWorkers`, {
      alarmDescription: `${fleet}: work has waited for a quarter of an hour and no worker lives. Is there spot capacity? Look at the group's activity, then at a machine's log.`,
      metric: waitingInVain(fleet),
      threshold: 1,
      evaluationPeriods: 15,
    });
  }

  /** At or above the threshold, and quiet where there are no values, unless `props` says otherwise. */
  #alarm(id: string, props: Omit<cloudwatch.AlarmProps, "comparisonOperator"> & Partial<cloudwatch.AlarmProps>): void {
    new cloudwatch.Alarm(this, id, {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...props,
    }).addAlarmAction(new SnsAction(this.#topic));
  }
}
