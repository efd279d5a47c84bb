import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { check } from "../chaosError.js";
import type { Scenario } from "../scenario.js";

/** File and directory names that are not UTF-8 beside good ones: each is counted. */
export const strangeNames: Scenario = {
  name: "strange-names",
  injects: "directories and files with names that are not UTF-8, contain line breaks, or only look like recordings",
  inCi: true,
  async run(world) {
    const source = join(world.dir, "corpus");
    await cp(world.laboratory.corpusDir, source, { recursive: true });
    const [key] = world.laboratory.expected.rows.keys();
    const good = join(world.laboratory.corpusDir, key!);
    const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
    const at = (...names: string[]): Buffer => Buffer.concat(names.flatMap((name) => [bytes("/"), bytes(name)]));
    const name = "03-01-03-01-01-01-09.wav";
    const strange = world.draw(1, 5);
    for (let i = 0; i < strange; i++) {
      const folder = Buffer.concat([bytes(source), at(`Actor_\xff${i}`)]);
      await mkdir(folder);
      await cp(good, join(world.dir, "copy.wav"));
      await writeBytes(Buffer.concat([folder, at(name)]), join(world.dir, "copy.wav"));
      await writeBytes(Buffer.concat([bytes(source), at(`03-01-03-\xfe${i}.wav`)]), join(world.dir, "copy.wav"));
    }
    await writeBytes(Buffer.concat([bytes(source), at("line\nbreak.wav")]), good);
    await world.startRedis();
    const env = world.env();
    world.produce(env, source);
    world.work("extract", env);
    world.work("train", env);
    const { listed } = (await world.check()).report.files;
    const there = world.laboratory.expected.report.files.listed + 2 * strange + 1;
    check(listed === there, () => `${there} files exist, ${listed} were listed`);
    return 2 * strange + 1;
  },
};

async function writeBytes(path: Buffer, from: string): Promise<void> {
  const { copyFile } = await import("node:fs/promises");
  await copyFile(from, path);
}
