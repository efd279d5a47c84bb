import { describe, expect, test } from "vitest";
import { speakerOf } from "../../src/synth/speaker.js";

const actors = Array.from({ length: 24 }, (_, i) => i + 1);
const speakers = actors.map((actor) => speakerOf(actor, 1));
const men = speakers.filter((_, i) => i % 2 === 0);
const women = speakers.filter((_, i) => i % 2 === 1);

describe("speakerOf", () => {
  test("gives an actor the same voice every time", () => {
    expect(speakerOf(7, 1)).toEqual(speakers[6]);
  });

  test("gives every actor a different pitch and vocal tract", () => {
    expect(new Set(speakers.map(({ pitchHz }) => pitchHz)).size).toBe(24);
    expect(new Set(speakers.map(({ formantScale }) => formantScale)).size).toBe(24);
  });

  test("gives every actor a different version of happiness", () => {
    expect(new Set(speakers.map(({ habits }) => habits.happy.level)).size).toBe(24);
  });

  test("gives an actor different habits in each emotion", () => {
    expect(new Set(Object.values(speakers[0]!.habits).map(({ pitch }) => pitch)).size).toBe(8);
  });

  test("keeps every man's voice below every woman's", () => {
    expect(Math.max(...men.map(({ pitchHz }) => pitchHz))).toBeLessThan(
      Math.min(...women.map(({ pitchHz }) => pitchHz)),
    );
  });
});
