import { expect, test, vi } from "vitest";
import { reportFailure } from "../../src/cli/failure.js";

test("explains how to allow more open files if a file could not be opened because of the limit", () => {
  const said: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  const error = Object.assign(new Error("EMFILE: too many open files, open 'a.wav'"), { code: "EMFILE" });
  expect(reportFailure(error, false)).toBe(1);
  write.mockRestore();
  expect(said.join("")).toBe(
    "ser: EMFILE: too many open files, open 'a.wav'. Allow this program more open files: ulimit -n 1024\n",
  );
});
