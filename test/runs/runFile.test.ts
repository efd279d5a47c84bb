import { describe, expect, test } from "vitest";
import { askedSettingsSchema } from "../../src/runs/jobs.js";
import { parseRunFile, runFileJsonSchema, runFileText } from "../../src/runs/runFile.js";
import { ConfigError } from "../../src/shared/errors.js";

const settings = askedSettingsSchema.parse({ source: "/corpus", convolutions: "auto" });

describe("a run file", () => {
  test("is read back as it was written, with every setting", () => {
    const text = runFileText("first", settings);
    expect(text).toMatch(/^\{\n {2}"format": "speech-emotion-workers\/run",\n {2}"run": "first",\n/);
    expect(text.endsWith("}\n")).toBe(true);
    expect(parseRunFile(text, "run.json")).toStrictEqual({ run: "first", settings });
  });

  test("needs only settings, with defaults for those left out", () => {
    const text = '{"$schema": "run.schema.json", "settings": {"source": "/corpus"}}';
    expect(parseRunFile(text, "run.json")).toMatchObject({ run: undefined, settings: { store: "redis" } });
  });

  test("is rejected if it is not JSON, naming the file", () => {
    expect(() => parseRunFile("{", "run.json")).toThrow(ConfigError);
    expect(() => parseRunFile("{", "run.json")).toThrow(/^run\.json: not JSON: /);
  });

  test("is rejected with all its problems, each with its place", () => {
    const text = JSON.stringify({ format: "another", settings: { source: "/corpus", filesPerJob: 0 } });
    const problems = [/^run\.json: format: /, /^run\.json: settings\.filesPerJob: /].map(
      (problem) => expect.stringMatching(problem) as string,
    );
    expect(() => parseRunFile(text, "run.json")).toThrow(expect.objectContaining({ problems }) as Error);
  });

  test("has a JSON schema that describes what may be given", () => {
    expect(runFileJsonSchema()).toMatchObject({
      required: ["settings"],
      properties: {
        format: { const: "speech-emotion-workers/run" },
        settings: { required: ["source"], properties: { source: { type: "string" } } },
      },
    });
  });
});
