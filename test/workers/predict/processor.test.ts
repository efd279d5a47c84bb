import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { AudioInput } from "../../../src/audio/audioInput.js";
import { ConfigError, InputError, TransientError } from "../../../src/shared/errors.js";
import type { PredictPayload } from "../../../src/runs/jobs.js";
import type { PredictOutcome } from "../../../src/models/outcome.js";
import { RecordingReader } from "../../../src/audio/recordingReader.js";
import type { ObjectStore } from "../../../src/shared/objects/objectStore.js";
import { openObjectStore } from "../../support/openObjectStore.js";
import type { JobContext } from "../../../src/runs/queues/worker.js";
import { predictProcessor, type PredictPorts } from "../../../src/workers/predict/processor.js";
import { temporaryDirectory } from "../../support/corpus.js";
import { countedStore } from "../../support/countedStore.js";
import { mp4File } from "../../support/mp4File.js";
import { enrol, type EnrolledSpeaker } from "../../../src/models/enrolledSpeaker.js";
import { voicePackets } from "../../support/voicePackets.js";

const rejection = { ok: false, code: "too-short", message: "by the thread" } as const satisfies PredictOutcome;
const objects = new Map([["voice.wav", Uint8Array.of(1, 2, 3)]]);

/** Ports that answer every recording with `rejection`; `seen` lists what reached a thread. */
function ports(overrides: Partial<PredictPorts> = {}): PredictPorts & { seen: AudioInput[] } {
  const seen: AudioInput[] = [];
  return {
    seen,
    models: async () => Promise.resolve({ key: "run/version", maxDurationSec: 360, files: [] }),
    openReader: async () => Promise.resolve(new RecordingReader(store, { maxBytes: 1_000 })),
    uploads: {
      get: async ({ id }) => Promise.resolve(Uint8Array.from(Buffer.from(id))),
    },
    speakers: {
      get: async (id) => Promise.reject(new InputError("unknown-speaker", `no speaker ${id}`)),
      find: async () => Promise.resolve(undefined),
      put: async () => Promise.resolve(),
    },
    threads: {
      predict: async (sound) => {
        seen.push(sound);
        return Promise.resolve({ outcome: rejection });
      },
      overTime: async (sound) => {
        seen.push(sound);
        return Promise.resolve({ outcome: rejection });
      },
    },
    ...overrides,
  };
}

const store = {
  get: async (key: string, { maxBytes }: { maxBytes: number }) => {
    const bytes = objects.get(key);
    if (bytes === undefined) throw new InputError("missing-object", `${key}: no such object`);
    expect(maxBytes).toBe(1_000);
    return Promise.resolve({ bytes, etag: "e" });
  },
} as unknown as ObjectStore;

function job(...files: PredictPayload["files"]): JobContext<PredictPayload> {
  const payload: PredictPayload = {
    models: { run: "run", version: "version" },
    gender: "auto",
    minGenderConfidence: 0.8,
    files,
  };
  return { id: "1", payload, attempt: 1, isLastAttempt: false } as JobContext<PredictPayload>;
}

const object = (key: string) => ({ kind: "object", store: "s3://bucket", key }) as const;
const upload = (id: string) => ({ kind: "upload", id, name: id }) as const;

describe("predictProcessor", () => {
  test("passes a fetched object to a thread and returns its outcome", async () => {
    const given = ports();
    expect(await predictProcessor(given)(job(object("voice.wav")))).toEqual({ outcomes: [rejection] });
    expect(given.seen).toEqual([{ kind: "file", bytes: objects.get("voice.wav") }]);
  });

  test("passes uploaded bytes to a thread", async () => {
    const given = ports();
    await predictProcessor(given)(job(upload("u1")));
    expect(given.seen).toEqual([{ kind: "file", bytes: Uint8Array.from(Buffer.from("u1")) }]);
  });

  test("enrols uploaded recordings one after another, each into the result of the previous one", async () => {
    const speakers = new Map<string, EnrolledSpeaker>();
    const befores: (number | undefined)[] = [];
    const given = ports({
      speakers: {
        get: async (id) => Promise.resolve(speakers.get(id)!),
        find: async (id) => Promise.resolve(speakers.get(id)),
        put: async (speaker) => Promise.resolve(void speakers.set(speaker.id, speaker)),
      },
      threads: {
        predict: async (_sound, _models, _options, enrolling) => {
          const { id, before, file } = enrolling!;
          befores.push(before?.statistics.n);
          const speaker = enrol(id, before, "mean161-v2-16000", [{ file, features: [1, 2] }]);
          return Promise.resolve({ outcome: rejection, speaker });
        },
        overTime: async () => Promise.resolve({ outcome: rejection }),
      },
    });
    const asked = job(upload("u1"));
    const payload = {
      ...asked.payload,
      files: [upload("u1"), upload("u2"), upload("u1")],
      speaker: "anna",
      enrol: true,
    };
    await predictProcessor(given)({ ...asked, payload });
    expect(befores).toEqual([undefined, 1, 2]);
    expect(speakers.get("anna")!.statistics.n).toBe(2); // the same upload twice counts once
  });

  test("rejects an unknown speaker with how to enrol one", async () => {
    const asked = job(object("voice.wav"));
    const result = await predictProcessor(ports())({ ...asked, payload: { ...asked.payload, speaker: "nobody" } });
    expect(result).toEqual({ outcomes: [{ ok: false, code: "unknown-speaker", message: "no speaker nobody" }] });
  });

  test("fetches the audio of a video without the pictures, and no more of it than the models analyse", async () => {
    const voice = await voicePackets();
    const edits = [{ duration: 0, mediaTime: 1024 }];
    const video = mp4File(voice, { index: "last", unitsPerChunk: 20, pictureBytes: 1_500_000, edits });
    const dir = await temporaryDirectory();
    await writeFile(join(dir, "film.mp4"), video);
    const { store, counts } = countedStore(await openObjectStore(dir));
    const models = async () => Promise.resolve({ key: "run/version", maxDurationSec: 0.5, files: [] });
    const given = ports({
      openReader: async () => Promise.resolve(new RecordingReader(store, { maxBytes: 200_000 })),
      models,
    });
    await predictProcessor(given)(job(object("film.mp4")));
    expect(counts.wholeReads).toBe(0);
    expect(counts.bytes).toBeLessThan(0.08 * video.length);
    const [sound] = given.seen;
    expect(sound?.kind === "encoded" && sound.encoded.sizes.length).toBe(25); // 24,000 samples and 1,024 before them
  });

  test("returns outcomes in the order of the files, and one bad file does not affect the others", async () => {
    const result = await predictProcessor(ports())(job(object("gone.wav"), upload("u1")));
    expect(result).toEqual({
      outcomes: [{ ok: false, code: "missing-object", message: "gone.wav: no such object" }, rejection],
    });
  });

  test("treats an unreadable bucket as an error of the request", async () => {
    const given = ports({ openReader: async () => Promise.reject(new ConfigError(["s3://bucket: no such bucket"])) });
    expect(await predictProcessor(given)(job(object("voice.wav")))).toEqual({
      outcomes: [{ ok: false, code: "bad-source", message: "s3://bucket: no such bucket" }],
    });
  });

  test("reports which models are unknown", async () => {
    const unknown = new InputError("unknown-model", "redis: no models of run run in version version");
    const given = ports({ models: async () => Promise.reject(unknown) });
    expect(await predictProcessor(given)(job(upload("u1")))).toEqual({
      outcomes: [{ ok: false, code: "unknown-model", message: unknown.message }],
    });
  });

  test("fails the job for a transient error", async () => {
    const down = async (): Promise<never> => Promise.reject(new TransientError("S3 does not respond"));
    const given = ports({ threads: { predict: down, overTime: down } });
    await expect(predictProcessor(given)(job(upload("u1")))).rejects.toThrow(TransientError);
  });
});
