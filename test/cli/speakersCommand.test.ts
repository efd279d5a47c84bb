import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { addSpeaker, listSpeakers, removeSpeaker } from "../../src/cli/speakersCommand.js";
import { loadModels } from "../../src/models/loadModels.js";
import { predict } from "../../src/models/predict.js";
import { unpackSpeaker } from "../../src/models/enrolledSpeaker.js";
import { floatWav } from "../../src/audio/floatWav.js";
import { bytesOf, sampleModelFile } from "../support/sampleModels.js";
import { sampleVoteModelFile } from "../support/sampleVoteModel.js";
import { temporaryDirectory } from "../support/corpus.js";

let models: string;
let out: string;
let err: string;

beforeEach(async () => {
  const dir = await temporaryDirectory();
  models = join(dir, "models");
  await mkdir(models);
  await writeFile(join(models, "all.json"), bytesOf(sampleVoteModelFile()));
  for (const [i, hz] of [110, 180, 300].entries()) await writeFile(join(dir, `${i}.wav`), tone(hz));
  await writeFile(join(dir, "no.wav"), "no sound");
  out = "";
  err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((err += String(text)), true));
});

afterEach(() => void vi.restoreAllMocks());

/** A second of a sawtooth whose pitch falls, in syllables: a tone without them is rejected as no speech. */
function tone(hz: number): Uint8Array {
  const sampleRate = 16_000;
  const samples = Float32Array.from({ length: sampleRate }, (_, i) => {
    const phase = (hz * (1 - (0.2 * i) / sampleRate) * i) / sampleRate;
    const level = Math.sin((Math.PI * 4 * i) / sampleRate) ** 2; // four syllables
    return 0.5 * level * (2 * (phase - Math.floor(phase)) - 1);
  });
  return floatWav({ samples, sampleRate });
}

const file = (name: string): string => join(models, "..", name);

describe("ser speakers", () => {
  test("enrols recordings, lists the speaker, uses it in predictions and removes it", async () => {
    expect(await addSpeaker("anna", [file("0.wav"), file("1.wav")], { models })).toBe(0);
    expect(out).toContain("anna: 2 added, 2 recordings enrolled");
    const speaker = unpackSpeaker(await readFile(join(models, "_speakers", "anna.json")), "anna");

    out = "";
    await listSpeakers({ models, json: true });
    expect(JSON.parse(out)).toMatchObject([{ id: "anna", recordings: 2 }]);

    const loaded = await loadModels(models);
    const asNew = await predict(tone(250), loaded);
    const known = await predict(tone(250), loaded, { speaker });
    expect(known.speaker).toEqual({ id: "anna", recordings: 2 });
    expect(known.probabilities).not.toEqual(asNew.probabilities);

    await removeSpeaker("anna", { models });
    expect(await readdir(join(models, "_speakers"))).toEqual([]);
    await expect(removeSpeaker("anna", { models })).rejects.toThrow(/no speaker anna is enrolled: .*ser speakers list/);
  });

  test("counts a recording once, however often it is added", async () => {
    await addSpeaker("anna", [file("0.wav")], { models });
    out = "";
    expect(await addSpeaker("anna", [file("0.wav"), file("2.wav")], { models })).toBe(0);
    expect(out).toContain("anna: 1 added, 1 already enrolled, 2 recordings enrolled");
  });

  test("reports the file that it could not read and enrols the others", async () => {
    expect(await addSpeaker("anna", [file("no.wav"), file("0.wav"), file("missing.wav")], { models })).toBe(1);
    expect(err).toMatch(/no\.wav: .*\n.*missing\.wav: /);
    expect(out).toContain("anna: 1 added, 1 recordings enrolled");
  });

  test("does not enrol a recording without speech, and suggests no option that it lacks", async () => {
    await writeFile(file("silence.wav"), floatWav({ samples: new Float32Array(16_000), sampleRate: 16_000 }));
    expect(await addSpeaker("anna", [file("silence.wav"), file("0.wav")], { models })).toBe(1);
    expect(err).toContain("silence.wav: no speech: silence");
    expect(err).not.toContain("--force");
  });

  test("is rejected if the models are forests of the study's recipe", async () => {
    await writeFile(join(models, "all.json"), bytesOf(sampleModelFile("all")));
    await expect(addSpeaker("anna", [file("0.wav")], { models })).rejects.toThrow(
      /cannot use enrolled speakers: train with --recipe best/,
    );
  });
});
