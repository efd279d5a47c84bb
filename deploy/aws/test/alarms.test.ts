import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { resourcesOf, synthStack } from "./synth.js";

const template = Template.fromStack(synthStack({ alarmEmail: "somebody@example.org" }));
const alarms = [...resourcesOf(template, "AWS::CloudWatch::Alarm")].filter(([id]) => id.startsWith("Alarms"));

describe("alarms", () => {
  test.each(["extract", "train"])("report %s jobs that failed permanently", (fleet) => {
    const [, alarm] = alarms.find(([id]) => id.startsWith(`Alarms${fleet}FailedJobs`))!;
    expect(JSON.stringify(alarm.Properties["Metrics"])).toContain("DIFF(failed)");
    expect(alarm.Properties).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 });
  });

  test.each(["extract", "train"])("report that %s work waits without a worker", (fleet) => {
    const [, alarm] = alarms.find(([id]) => id.startsWith(`Alarms${fleet}NoWorkers`))!;
    expect(JSON.stringify(alarm.Properties["Metrics"])).toContain("IF(workers < 1, backlog, 0)");
    expect(alarm.Properties["EvaluationPeriods"]).toBe(15);
  });

  test("report that Redis runs out of memory", () => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      Namespace: "AWS/ElastiCache",
      MetricName: "DatabaseMemoryUsagePercentage",
      Threshold: 75,
      Dimensions: [{ Name: "CacheClusterId", Value: Match.objectLike({ "Fn::Join": Match.anyValue() }) }],
    });
  });

  test("report that no metrics are published", () => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      MetricName: "Workers",
      Statistic: "SampleCount",
      ComparisonOperator: "LessThanThreshold",
      TreatMissingData: "breaching",
    });
  });

  test("notify a person with a description", () => {
    expect(alarms.length).toBeGreaterThanOrEqual(7);
    for (const [, { Properties }] of alarms) {
      expect(JSON.stringify(Properties["AlarmActions"])).toContain("AlarmsTopic");
      expect(String(Properties["AlarmDescription"]).length).toBeGreaterThan(40);
    }
    template.hasResourceProperties("AWS::SNS::Subscription", { Protocol: "email", Endpoint: "somebody@example.org" });
  });
});

describe("logs", () => {
  test("are kept for a while and deleted with the stack", () => {
    const groups = [...resourcesOf(template, "AWS::Logs::LogGroup").values()];
    expect(groups).toHaveLength(3);
    for (const group of groups) {
      expect(group.Properties["RetentionInDays"]).toBeGreaterThan(0);
      expect(group).toMatchObject({ DeletionPolicy: "Delete" });
    }
  });
});
