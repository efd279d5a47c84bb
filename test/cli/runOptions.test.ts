import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { addRunOptions, configFile, runSettings, settingsFromFile, type RunOptions } from "../../src/cli/runOptions.js";
import { runFileText } from "../../src/runs/runFile.js";
import type { AskedSettings } from "../../src/runs/jobs.js";
import { temporaryDirectory } from "../support/corpus.js";
import { runSettings as settingsWith } from "../support/settings.js";

/** The parsed options of a command line, and which of them were given. */
function parsed(args: readonly string[]): { options: RunOptions; given: Set<string> } {
  const command = addRunOptions(new Command().exitOverride()).parse(args, { from: "user" });
  const options = command.opts<RunOptions>();
  return {
    options,
    given: new Set(Object.keys(options).filter((name) => command.getOptionValueSource(name) === "cli")),
  };
}

async function fileOf(settings: AskedSettings): Promise<ReturnType<typeof configFile>> {
  const path = join(await temporaryDirectory(), "run.json");
  await writeFile(path, runFileText("before", settings));
  return configFile(path);
}

describe("a run of a configuration file", () => {
  const settings = settingsWith({
    source: "voices",
    recipe: "study",
    nested: false,
    maxDurationSec: 12,
    channels: ["song"],
    randomState: 7,
  });

  test("has every setting of the file, including those that no option sets", async () => {
    const { options, given } = parsed([]);
    expect(settingsFromFile(await fileOf(settings), undefined, options, given)).toEqual(settings);
  });

  test("has the settings and the source given on the command line", async () => {
    const { options, given } = parsed(["--duration", "30", "--channel", "speech", "--recipe", "best"]);
    expect(settingsFromFile(await fileOf(settings), "others", options, given)).toEqual({
      ...settings,
      source: "others",
      maxDurationSec: 30,
      channels: ["speech"],
      recipe: "best",
    });
  });

  test("equals the output of --print-config for the same command line", async () => {
    const { options, given } = parsed(["--emotions", "happy,sad", "--no-nested", "--sample-rate", "22050"]);
    const asked = runSettings("voices", options);
    expect(settingsFromFile(await fileOf(asked), undefined, parsed([]).options, new Set())).toEqual(asked);
    expect(given).toEqual(new Set(["emotions", "nested", "sampleRate"]));
  });

  test.each(["convolutions", "noisyCopies"] as const)(
    "lets the recordings decide on %s unless the file or the command line does",
    async (name) => {
      const option = name === "convolutions" ? "convolutions" : "noisy-copies";
      const of = (args: readonly string[]) => runSettings("voices", parsed(args).options)[name];
      expect([of([]), of([`--${option}`]), of([`--no-${option}`])]).toEqual(["auto", true, false]);

      const chosen = await fileOf({
        ...settings,
        convolutions: true,
        noisyCopies: true,
        automatic: ["convolutions", "noisyCopies"],
      });
      const again = parsed([]);
      expect(settingsFromFile(chosen, undefined, again.options, again.given)).toEqual(chosen.settings);
      const without = parsed([`--no-${option}`]);
      expect(settingsFromFile(chosen, undefined, without.options, without.given)).toEqual({
        ...chosen.settings,
        [name]: false,
        automatic: chosen.settings.automatic.filter((each) => each !== name),
      });
    },
  );

  test("is rejected with everything that is wrong with the file", async () => {
    const path = join(await temporaryDirectory(), "run.json");
    await writeFile(path, JSON.stringify({ settings: { source: "voices", sampleRate: 7, pruneSteps: 0 } }));
    expect(() => configFile(path)).toThrow(/settings\.sampleRate: .*settings\.pruneSteps: /s);
    await writeFile(path, "{");
    expect(() => configFile(path)).toThrow("not JSON");
  });
});
