import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

const program = "test/support/showProgress.ts";
const hasScript = spawnSync("script", ["--version"]).status === 0;

/** What the program writes on a terminal of this width, which script(1) makes. */
function onTerminal(columns: number, env: Readonly<Record<string, string>> = {}): string {
  const command = `stty cols ${columns} rows 24; exec ${process.execPath} --import tsx ${program}`;
  const { stdout, status } = spawnSync("script", ["-qec", command, "/dev/null"], {
    env: { ...process.env, TERM: "xterm-256color", ...env },
    encoding: "utf8",
  });
  expect(status).toBe(0);
  return stdout;
}

/** The lines as they stand on the screen one after the other: without what moves the cursor and clears. */
function linesOf(written: string): string[] {
  return written
    .replaceAll(/\x1b\[[\d;?]*[A-Za-z]/g, "\r")
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== "");
}

describe.skipIf(!hasScript)(
  `the progress of a run on a real terminal${hasScript ? "" : " (script(1) is not installed)"}`,
  () => {
    test.each([40, 60, 80, 120, 200])("with %i columns has bars that fit, with counts and the time left", (columns) => {
      const lines = linesOf(onTerminal(columns));
      for (const line of lines) expect(line.length, line).toBeLessThan(columns);
      const files = lines.find((line) => line.includes("352/960"))!;
      const training = lines.find((line) => line.includes("12/330"))!;
      expect(files).toMatch(/^files +█+░+ .*4 s left/);
      expect(training).toMatch(/^training +[█░]+ /);
      expect(training).toContain("2 min left");
      if (columns >= 80) expect(files).toContain("4 s left, 2 rejected, 175 files/s");
      expect(lines).toContain("a line above the bars");
    });

    test("has no colours, with NO_COLOR or without", () => {
      for (const env of [{}, { NO_COLOR: "1" }]) expect(onTerminal(80, env)).not.toMatch(/\x1b\[[\d;]*m/);
    });
  },
);

test("the progress of a run is plain lines without a terminal", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", program], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(stderr).toBe(
    [
      "extracting: 352/960 files  4 s left, 2 rejected, 175 files/s",
      "a line above the bars",
      "training: 12/330 fits  2 min left, search",
      "another line",
      "",
    ].join("\n"),
  );
});
