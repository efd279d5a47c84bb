import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkLabels } from "../../src/producer/checkLabels.js";
import { nearMisses } from "../../src/producer/nearMisses.js";
import { temporaryDirectory } from "../support/corpus.js";
import { openObjectStore } from "../support/openObjectStore.js";

test("a check of labels shows what matches, what is missing on either side, and the distribution of speakers and emotions", async () => {
  const dir = await temporaryDirectory();
  const source = join(dir, "mine");
  await mkdir(join(source, "anna"), { recursive: true });
  for (const name of ["anna/1.wav", "anna/happy_2.wav", "bob.wav", "notes.txt"])
    await writeFile(join(source, name), "");
  const labels = join(dir, "labels.csv");
  const rows = ["anna/1.wav,sad,anna", "anna/hapy_2.wav,happy,anna", "bob.wav,sad,bob", "gone.wav,sad,bob"];
  await writeFile(labels, `file,emotion,speaker\n${rows.join("\n")}\n`);
  expect(await checkLabels(source, labels, {}, openObjectStore)).toEqual({
    rows: 4,
    repeated: 0,
    files: 2,
    recordings: 2,
    withoutLabel: { count: 1, first: ["anna/happy_2.wav"] },
    withoutFile: { count: 2, first: ["anna/hapy_2.wav", "gone.wav"] },
    nearMisses: [{ label: "anna/hapy_2.wav", file: "anna/happy_2.wav" }],
    emotions: { sad: { recordings: 2, speakers: 2 } },
    speakers: { "labels/anna": { recordings: 1, emotions: 1 }, "labels/bob": { recordings: 1, emotions: 1 } },
    warnings: expect.arrayContaining([
      "There is only one emotion: a model needs at least two.",
      "labels/bob expresses only sad: the model may learn the voice instead.",
    ]) as string[],
  });
});

test("names that differ in case, folder, extension or two letters are near misses, others are not", () => {
  const files = ["x/Anna_Happy.wav", "bob_sad.flac", "c.wav"];
  expect(nearMisses(["anna_happy.wav", "bob_sad.wav", "bob_sda.wav", "d.wav", "eve.wav"], files)).toEqual([
    { label: "anna_happy.wav", file: "x/Anna_Happy.wav" },
    { label: "bob_sad.wav", file: "bob_sad.flac" },
    { label: "bob_sda.wav", file: "bob_sad.flac" },
  ]);
});
