import { describe, expect, test } from "vitest";
import { embeddedMetrics } from "../../src/cloudwatch/embeddedMetrics.js";

const state = { fleet: "extract", backlog: 7_356, backlogPerWorker: 1_839, workers: 4, failed: 2 } as const;

interface Document extends Record<string, unknown> {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
}

describe("embeddedMetrics", () => {
  const line = embeddedMetrics("Ser", state, 1_763_800_000_000);
  const document = JSON.parse(line) as Document;
  const directive = document._aws.CloudWatchMetrics[0]!;

  test("is one line, as log drivers expect", () => {
    expect(line).not.toContain("\n");
  });

  test("contains the namespace and the timestamp in ms", () => {
    expect([directive.Namespace, document._aws.Timestamp]).toEqual(["Ser", 1_763_800_000_000]);
  });

  test("has a number for every metric that it declares, and a text for every dimension", () => {
    expect(directive.Metrics.map(({ Name }) => [Name, document[Name]])).toEqual([
      ["Backlog", 7_356],
      ["BacklogPerWorker", 1_839],
      ["Workers", 4],
      ["FailedJobs", 2],
    ]);
    expect(directive.Dimensions.flat().map((name) => document[name])).toEqual(["extract"]);
  });
});
