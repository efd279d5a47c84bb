import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { reportJsonSchema } from "../../src/report/jsonSchema.js";
import { runFileJsonSchema, runFileText } from "../../src/runs/runFile.js";
import { fullReport, mainJobReport, syntheticReport } from "../support/sampleReports.js";
import { runSettings } from "../support/settings.js";

/** Validators by file name: the report's schema takes a second to compile. */
const validators = new Map<string, ValidateFunction>();

/** A JSON schema as it is published, kept equal to the code: `npx vitest run test/report/jsonSchema.test.ts -u` writes it. */
async function published(name: string, schema: object): Promise<ValidateFunction> {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`../../schemas/${name}`);
  let validate = validators.get(name);
  if (!validate) {
    const text = readFileSync(new URL(`../../schemas/${name}`, import.meta.url), "utf8");
    validate = new Ajv2020({ strict: false }).compile(JSON.parse(text) as object);
    validators.set(name, validate);
  }
  return validate;
}

describe("the published schema of report.json", () => {
  test.each([
    ["the main job alone", mainJobReport()],
    ["the full search", fullReport()],
    ["a synthetic corpus", syntheticReport()],
  ])("accepts %s", async (_, report) => {
    const validate = await published("report.schema.json", reportJsonSchema());
    validate(JSON.parse(JSON.stringify(report)));
    expect(validate.errors).toBeNull();
  });

  test("rejects an impossible figure, naming its place", async () => {
    const validate = await published("report.schema.json", reportJsonSchema());
    expect(validate({ ...mainJobReport(), timings: { extractSec: -1, trainSec: 1, totalSec: 1 } })).toBe(false);
    expect(validate.errors?.[0]?.instancePath).toBe("/timings/extractSec");
  });
});

describe("the published schema of run.json", () => {
  test("accepts a run's settings", async () => {
    const validate = await published("run.schema.json", runFileJsonSchema());
    validate(JSON.parse(runFileText("r", runSettings({ source: "data" }))));
    expect(validate.errors).toBeNull();
  });

  test("describes every setting", () => {
    const { properties } = runFileJsonSchema() as { properties: { settings: { properties: Record<string, object> } } };
    const settings = Object.entries(properties.settings.properties);
    expect(settings.map(([name]) => name).sort()).toEqual(Object.keys(runSettings({ source: "data" })).sort());
    for (const [name, setting] of settings)
      expect(setting, name).toHaveProperty("description", expect.stringMatching(/^[A-Z].{10,}[^.]$/));
  });
});
