import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runLocally } from "../../src/localRun/main.js";
import { loadModels } from "../../src/models/loadModels.js";
import { predict } from "../../src/models/predict.js";
import { parseRecordingName } from "../../src/corpus/ravdess.js";
import { temporaryDirectory } from "../support/corpus.js";
import { localOptions } from "../support/localOptions.js";
import { recordings, withoutRecordings } from "../support/realRecordings.js";

/** A woman and a man who are not in the training data. */
const heldOut = ["Actor_12", "Actor_17"];

/**
 * How far the share recognised of two actors may lie from the mean over many: single actors of RAVDESS differ by about
 * 0.12 (one standard deviation), two by 0.085; twice that and a little.
 */
const tolerance = 0.2;

describe.skipIf(withoutRecordings !== "")(`predictions for held-out actors${withoutRecordings}`, () => {
  test("are as accurate as the report's by-actor figures", { timeout: 300_000 }, async () => {
    const dir = await temporaryDirectory();
    const actors = await readdir(recordings);
    for (const actor of actors.filter((name) => !heldOut.includes(name)))
      await cp(join(recordings, actor), join(dir, "known", actor), { recursive: true });
    const end = await runLocally(localOptions(join(dir, "known"), join(dir, "out"), { nested: false }));
    if (end.kind !== "done") throw new Error("the run was stopped");
    const { report } = end;

    const models = await loadModels(join(dir, "out", "models"));
    let right = 0;
    let rightGender = 0;
    let asked = 0;
    for (const actor of heldOut) {
      for (const file of await readdir(join(recordings, actor))) {
        const name = parseRecordingName(file);
        if (name.kind === "skip" || !report.sets.all!.labels.includes(name.recording.emotion)) continue;
        const { emotion, gender } = await predict(await readFile(join(recordings, actor, file)), models);
        asked += 1;
        if (emotion === name.recording.emotion) right += 1;
        const { woman, man } = gender.probabilities!;
        if ((woman > man ? "woman" : "man") === name.recording.gender) rightGender += 1;
      }
    }
    expect(asked).toBe(64);
    const promised = (report.sets.women!.byActor.accuracy + report.sets.men!.byActor.accuracy) / 2;
    expect(Math.abs(right / asked - promised)).toBeLessThan(tolerance);
    expect(Math.abs(rightGender / asked - report.genderModel!.byActor.accuracy)).toBeLessThan(tolerance);
  });
});
