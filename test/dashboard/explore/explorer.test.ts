import { expect, test } from "vitest";
import { Explorer } from "../../../src/dashboard/explore/explorer.js";
import { featureSetOf } from "../../../src/features/featureSet.js";
import { bareDashboard } from "../../support/bareDashboard.js";
import { manyRecordings } from "../../support/manyRecordings.js";

test("the explorer leaves out the columns of noisy copies, which only training uses", async () => {
  const open = await bareDashboard();
  const explorer = new Explorer(open.services);
  try {
    await manyRecordings(open.services, "noisy", 6, { recipe: "best", noisyCopies: true });
    const { columns, features, map } = await explorer.of("noisy");
    expect(columns).toEqual(featureSetOf(["mean161", "functionals"]).columns.map(({ name }) => name));
    expect(new Set(features.map(({ length }) => length))).toEqual(new Set([columns.length]));
    expect(map).toHaveLength(6);
  } finally {
    await explorer.close();
    await open.close();
  }
});
