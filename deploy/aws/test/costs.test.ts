import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { costLines, extractionHours, storageUsdPerMonth, total } from "../costs/costLines.js";
import { costTables } from "../costs/costTable.js";
import { workloads, type Workload } from "../costs/workloads.js";
import { Template } from "aws-cdk-lib/assertions";
import { resourcesOf, synthStack } from "./synth.js";

const [dataSet, , wavs] = workloads as [Workload, Workload, Workload];

function line(workload: Workload, item: string): { readonly arithmetic: string; readonly usd: number } {
  return costLines(workload).find((one) => one.item === item)!;
}

describe("the costs of a run", () => {
  test("are in docs/costs.md as computed", async () => {
    const page = await readFile(new URL("../../../docs/costs.md", import.meta.url), "utf8");
    expect(page).toContain(costTables());
  });

  test.each([
    ["S3: listing", /^([\d,]+) pages × 0.005\/1000/, 0.005 / 1_000],
    ["S3: fetching", /^([\d,]+) GET × 0.0004\/1000/, 0.0004 / 1_000],
    ["S3: rows", /^([\d,]+) PUT .* × 0.005\/1000/, 0.005 / 1_000],
  ])("equal their stated arithmetic: %s", (item, pattern, price) => {
    const { arithmetic, usd } = line(wavs, item);
    expect(usd).toBeCloseTo(Number(pattern.exec(arithmetic)![1]!.replaceAll(",", "")) * price, 8);
  });

  test("assume ten terabytes at the bandwidth of twenty machines", () => {
    const bytesPerSec = 10e12 / (extractionHours(wavs) * 3_600);
    expect((bytesPerSec * 8) / 20).toBeCloseTo(1.562e9, -6);
  });

  test("include the wait for the listing if that takes longer than the files", () => {
    const slowlyListed = { ...dataSet, keys: 36_000_000, listings: 1 };
    expect(extractionHours(slowlyListed)).toBeCloseTo(1, 8);
  });

  test("have nearly half the spot hours for half the files", () => {
    const half = { ...wavs, wavs: wavs.wavs / 2, keys: wavs.keys / 2 };
    expect(extractionHours(half)).toBeCloseTo(extractionHours(wavs) / 2, 8);
    expect(total(costLines(half))).toBeLessThan(total(costLines(wavs)));
  });

  test("include as many interface endpoints as the stack has", () => {
    const endpoints = [...resourcesOf(Template.fromStack(synthStack()), "AWS::EC2::VPCEndpoint").values()];
    const interfaces = endpoints.filter(({ Properties }) => Properties["VpcEndpointType"] === "Interface");
    expect(line(dataSet, "interface endpoints").arithmetic).toMatch(new RegExp(`^${interfaces.length} × `));
  });

  test("exclude storage, which is not a cost of a run", () => {
    expect(storageUsdPerMonth(dataSet)).toBeCloseTo(24.8 * 0.023, 8);
    expect(costLines(dataSet).some(({ item }) => item.includes("storage"))).toBe(false);
  });
});
