import { Duration } from "aws-cdk-lib";
import * as autoscaling from "aws-cdk-lib/aws-autoscaling";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { AutoScalingAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Construct } from "constructs";
import { fleetMetric, type FleetName } from "./fleetMetrics.js";

/** From the start of a machine until its worker accepts jobs: boot, Docker, the image, the program. */
const warmup = Duration.minutes(3);

const idleMinutes = 10;

export interface BacklogScalingProps {
  readonly fleet: FleetName;
  readonly group: autoscaling.AutoScalingGroup;
  readonly targetBacklog: number;
  readonly max: number;
}

/**
 * As many machines as the backlog needs, and none without a backlog. Three policies, for three situations:
 *
 *     machines   rule
 *     0 → n      wake: work waits and no worker is running. Target tracking multiplies the capacity by the ratio of the
 *                metric to its target, and zero stays zero. So steps set the capacity itself, more for more work.
 *     n → m      follow: backlog per worker is kept near its target.
 *     n → 0      idle: nothing has been waiting or running for ten minutes. Target tracking might keep the last
 *                machine, or remove it during a long job; running jobs count as backlog here.
 *
 * While no metrics are published there are no values, and nothing changes.
 */
export function scaleOnBacklog(scope: Construct, { fleet, group, targetBacklog, max }: BacklogScalingProps): void {
  group.scaleToTrackMetric("Follow", {
    metric: fleetMetric(fleet, "BacklogPerWorker"),
    targetValue: targetBacklog,
    estimatedInstanceWarmup: warmup,
  });

  const wake = exactCapacity(group, "Wake", 1);
  // Bounds are distances from the alarm's threshold, 1.
  const sizes = [1, 4, 16].filter((size) => size <= max);
  for (const [i, size] of sizes.entries()) {
    const next = sizes[i + 1];
    wake.addAdjustment({
      adjustment: size,
      lowerBound: i === 0 ? 0 : size * targetBacklog,
      ...(next === undefined ? {} : { upperBound: next * targetBacklog }),
    });
  }
  new cloudwatch.Alarm(scope, "WakeAlarm", {
    alarmDescription: `${fleet}: work waits and no worker is running; starts machines`,
    metric: waitingInVain(fleet),
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.IGNORE,
  }).addAlarmAction(new AutoScalingAction(wake));

  const sleep = exactCapacity(group, "Sleep", 0);
  sleep.addAdjustment({ adjustment: 0, upperBound: 0 });
  new cloudwatch.Alarm(scope, "IdleAlarm", {
    alarmDescription: `${fleet}: nothing to do for ${idleMinutes} minutes; terminates all machines`,
    metric: fleetMetric(fleet, "Backlog"),
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    evaluationPeriods: idleMinutes,
    treatMissingData: cloudwatch.TreatMissingData.IGNORE,
  }).addAlarmAction(new AutoScalingAction(sleep));

  function exactCapacity(owner: autoscaling.AutoScalingGroup, id: string, least: 0 | 1): autoscaling.StepScalingAction {
    return new autoscaling.StepScalingAction(scope, id, {
      autoScalingGroup: owner,
      adjustmentType: autoscaling.AdjustmentType.EXACT_CAPACITY,
      metricAggregationType: autoscaling.MetricAggregationType.MAXIMUM,
      ...(least === 0 ? {} : { estimatedInstanceWarmup: warmup }),
    });
  }
}

/** The backlog if no worker is running, otherwise 0. */
export function waitingInVain(fleet: FleetName): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: "IF(workers < 1, backlog, 0)",
    usingMetrics: { workers: fleetMetric(fleet, "Workers"), backlog: fleetMetric(fleet, "Backlog") },
    label: `${fleet}: backlog without a worker`,
    period: Duration.minutes(1),
  });
}
