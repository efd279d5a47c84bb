import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { metricNames } from "../../../src/cloudwatch/metricNames.js";
import { resourcesOf, synthStack, type Properties } from "./synth.js";

const template = Template.fromStack(synthStack());
const fleets = ["Extract", "Train"];

function groupOf(of: Template, fleet: string): Properties {
  return [...resourcesOf(of, "AWS::AutoScaling::AutoScalingGroup")].find(([id]) => id.startsWith(fleet))![1].Properties;
}

interface Policy {
  readonly MixedInstancesPolicy: {
    readonly InstancesDistribution: Properties;
    readonly LaunchTemplate: { readonly Overrides: readonly { readonly InstanceType: string }[] };
  };
}

describe("every machine", () => {
  const templates = [...resourcesOf(template, "AWS::EC2::LaunchTemplate").values()].map(
    ({ Properties }) => Properties["LaunchTemplateData"] as Properties,
  );

  test("supports only version 2 of the metadata service, also from containers", () => {
    expect(templates).toHaveLength(3);
    for (const data of templates)
      expect(data["MetadataOptions"]).toMatchObject({ HttpTokens: "required", HttpPutResponseHopLimit: 2 });
  });

  test("has an encrypted disk", () => {
    for (const data of templates) expect(data["BlockDeviceMappings"]).toMatchObject([{ Ebs: { Encrypted: true } }]);
  });
});

describe.each(fleets)("the %s fleet", (fleet) => {
  const group = groupOf(template, fleet);
  const { InstancesDistribution, LaunchTemplate } = (group as unknown as Policy).MixedInstancesPolicy;

  test("has no machine while there is nothing to do", () => {
    expect(group["MinSize"]).toBe("0");
    expect(group["DesiredCapacity"]).toBeUndefined();
  });

  test("consists only of spot machines, from the pools with the most capacity", () => {
    expect(InstancesDistribution).toEqual({
      OnDemandBaseCapacity: 0,
      OnDemandPercentageAboveBaseCapacity: 0,
      SpotAllocationStrategy: "price-capacity-optimized",
    });
  });

  test("chooses from many types of one size", () => {
    const types = LaunchTemplate.Overrides.map(({ InstanceType }) => InstanceType);
    expect(new Set(types).size).toBeGreaterThanOrEqual(7);
    expect(types.every((type) => type.endsWith(".xlarge"))).toBe(true);
  });

  test("replaces an endangered machine before it is terminated", () => {
    expect(group["CapacityRebalance"]).toBe(true);
  });

  test("gives a terminating machine more time than its worker needs to drain", () => {
    const [, hook] = [...resourcesOf(template, "AWS::AutoScaling::LifecycleHook")].find(([id]) =>
      id.startsWith(fleet),
    )!;
    expect(hook.Properties).toMatchObject({
      LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
      DefaultResult: "CONTINUE",
    });
    const drain = /'--spot' '--drain-sec' '(\d+)'/.exec(JSON.stringify(template.toJSON()))!;
    expect(hook.Properties["HeartbeatTimeout"]).toBeGreaterThan(Number(drain[1]));
  });
});

describe("fleets of arm64 machines", () => {
  const arm = Template.fromStack(synthStack({ architecture: "arm64" }));

  test("use Graviton types", () => {
    const { LaunchTemplate } = (groupOf(arm, "Extract") as unknown as Policy).MixedInstancesPolicy;
    for (const { InstanceType } of LaunchTemplate.Overrides) expect(InstanceType).toMatch(/^[cm]\dgn?\.xlarge$/);
  });

  test("start from an image of that architecture", () => {
    expect(Object.keys(arm.findParameters("*")).join(" ")).toContain("arm64");
  });
});

describe("scaling", () => {
  const policies = [...resourcesOf(template, "AWS::AutoScaling::ScalingPolicy")];
  const alarms = [...resourcesOf(template, "AWS::CloudWatch::Alarm")];

  /** The policy that an alarm of a fleet calls. */
  function called(fleet: string, alarmName: string): { alarm: Properties; policy: Properties } {
    const [, alarm] = alarms.find(([id]) => id.startsWith(`${fleet}${alarmName}`))!;
    const [{ Ref }] = alarm.Properties["AlarmActions"] as [{ Ref: string }];
    return { alarm: alarm.Properties, policy: policies.find(([id]) => id === Ref)![1].Properties };
  }

  test.each(fleets)("of the %s fleet follows the backlog per worker", (fleet) => {
    template.hasResourceProperties("AWS::AutoScaling::ScalingPolicy", {
      PolicyType: "TargetTrackingScaling",
      TargetTrackingConfiguration: {
        CustomizedMetricSpecification: {
          Namespace: "SpeechEmotionWorkers",
          MetricName: "BacklogPerWorker",
          Dimensions: [{ Name: "Fleet", Value: fleet.toLowerCase() }],
        },
        TargetValue: Match.anyValue(),
      },
    });
  });

  test.each(fleets)("of the %s fleet leaves zero by setting the capacity itself", (fleet) => {
    const { alarm, policy } = called(fleet, "WakeAlarm");
    expect(JSON.stringify(alarm["Metrics"])).toContain("IF(workers < 1, backlog, 0)");
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 });
    expect(policy).toMatchObject({ PolicyType: "StepScaling", AdjustmentType: "ExactCapacity" });
    expect(policy["StepAdjustments"]).toMatchObject(
      [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }, {}, {}].slice(
        0,
        (policy["StepAdjustments"] as unknown[]).length,
      ),
    );
  });

  test.each(fleets)("of the %s fleet goes to zero when nothing is waiting or running", (fleet) => {
    const { alarm, policy } = called(fleet, "IdleAlarm");
    expect(alarm).toMatchObject({
      MetricName: "Backlog",
      ComparisonOperator: "LessThanThreshold",
      Threshold: 1,
      EvaluationPeriods: 10,
    });
    expect(policy).toMatchObject({
      AdjustmentType: "ExactCapacity",
      StepAdjustments: [{ MetricIntervalUpperBound: 0, ScalingAdjustment: 0 }],
    });
  });

  test("never starts more machines than the fleet may have", () => {
    const small = Template.fromStack(synthStack({ maxExtract: "2", maxTrain: "1" }));
    for (const { Properties } of resourcesOf(small, "AWS::AutoScaling::ScalingPolicy").values())
      for (const step of (Properties["StepAdjustments"] as { ScalingAdjustment: number }[] | undefined) ?? [])
        expect(step.ScalingAdjustment).toBeLessThanOrEqual(1);
  });

  test.each(["WakeAlarm", "IdleAlarm"])("changes nothing without metrics: %s", (name) => {
    for (const fleet of fleets) expect(called(fleet, name).alarm["TreatMissingData"]).toBe("ignore");
  });

  test("uses metrics that ser publish-metrics publishes", () => {
    const named = [
      ...JSON.stringify(template.toJSON()).matchAll(/"MetricName":"(\w+)","Namespace":"SpeechEmotionWorkers"/g),
    ];
    expect(named.length).toBeGreaterThan(0);
    for (const [, name] of named) expect(metricNames).toContain(name);
  });
});
