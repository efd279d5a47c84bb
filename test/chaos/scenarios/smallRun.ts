import { cp, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readFile } from "node:fs/promises";
import { parseRecordingName } from "../../../src/corpus/ravdess.js";
import { reportSchema } from "../../../src/report/report.js";
import { shuffled } from "../../../src/evaluation/seededRandom.js";
import { check } from "../chaosError.js";
import type { Scenario } from "../scenario.js";
import { runOptions } from "../undisturbed.js";

/** A few recordings: in any case, the report contains each set or states what it lacks. */
export const smallRun: Scenario = {
  name: "small-run",
  injects: "3 to 10 recordings of the chosen emotions, drawn at random",
  inCi: true,
  async run(world) {
    const wanted = ["calm", "happy", "sad", "surprised"];
    const keys = [...world.laboratory.expected.rows.keys()].filter((key) => {
      const name = parseRecordingName(key);
      return name.kind === "recording" && wanted.includes(name.recording.emotion);
    });
    const few = shuffled(keys, world.random).slice(0, world.draw(3, 10));
    const source = join(world.dir, "corpus");
    for (const key of few) {
      await mkdir(dirname(join(source, key)), { recursive: true });
      await cp(join(world.laboratory.corpusDir, key), join(source, key));
    }
    const out = join(world.dir, "out");
    const run = world.processes.start(["run", source, "--out", out, ...runOptions], world.env());
    const code = await run.ended;
    check(code === 0 || code === 1, () => `ended with ${code}: ${run.output()}`);
    const report = reportSchema.parse(JSON.parse(await readFile(join(out, "report.json"), "utf8")));
    const named = [...Object.keys(report.sets), ...(report.notTrained ?? []).map(({ set }) => set)].sort();
    check(named.join() === "all,men,women", () => `the report mentions ${named.join()}`);
    check(report.files.extracted === few.length, () => `${report.files.extracted} rows of ${few.length}`);
    return 1;
  },
};
