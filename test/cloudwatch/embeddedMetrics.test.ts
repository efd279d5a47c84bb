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

  test("is one line, as a log driver wants its events", () => {
    expect(line).not.toContain("\n");
  });

  test("names the namespace and the moment in ms", () => {
    expect([directive.Namespace, document._aws.Timestamp]).toEqual(["Ser", 1_763_800_000_000]);
  });

  test("gives every metric that it announces a number, and every dimension a text", () => {
    expect(directive.Metrics.map(({ Name }) => [Name, document[Name]])).toEqual([
      ["Backlog", 7_356],
      ["BacklogPerWorker", 1_839],
      ["Workers", 4],
      ["FailedJobs", 2],
    ]);
    expect(directive.Dimensions.flat().map((name) => document[name])).toEqual(["extract"]);
  });
});
