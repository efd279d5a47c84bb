import { expect, test } from "vitest";
import { Explorer } from "../../../src/dashboard/explore/explorer.js";
import { bareDashboard } from "../../support/bareDashboard.js";
import { manyRecordings } from "../../support/manyRecordings.js";

test("the explorer leaves out the columns of noisy copies, which only training uses", async () => {
  const open = await bareDashboard();
  const explorer = new Explorer(open.services);
  try {
    const best = { recipe: "best" } as const;
    await manyRecordings(open.services, "noisy", 6, { ...best, noisyCopies: true });
    await manyRecordings(open.services, "plain", 6, best);
    const [noisy, plain] = [await explorer.of("noisy"), await explorer.of("plain")];
    expect(noisy.columns).toEqual(plain.columns);
    expect(noisy.features).toEqual(plain.features);
    expect(noisy.map).toEqual(plain.map);
    expect(noisy.features[0]).toHaveLength(161 + 1_364);
  } finally {
    await explorer.close();
    await open.close();
  }
});
