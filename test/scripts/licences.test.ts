import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { installedLicences, licenceProblems } from "../../scripts/licences.mjs";

test("every installed package has a licence compatible with MIT and is listed in NOTICE", async () => {
  await promisify(execFile)(process.execPath, ["scripts/licences.mjs", "--check"]);
  const notice = await readFile("NOTICE", "utf8");
  expect(notice).toMatch(/^MPL-2\.0 +@resvg\/resvg-wasm \d/m);
  expect(notice).toMatch(/^LGPL-3\.0-or-later +codec-parser \d/m);
  expect(notice).not.toMatch(/^A?GPL/m);
});

test.each([
  ["GPL-2.0"],
  ["AGPL-3.0-only"],
  ["SEE LICENSE IN x"],
  [undefined],
  ["MIT AND GPL-3.0"],
  ["LGPL-3.0-or-later"],
])("a package under %s fails the check", (license) => {
  const lock = { packages: { "": {}, "node_modules/thing": { version: "1.0.0", license } } };
  expect(licenceProblems(installedLicences(lock))).toEqual([
    `thing 1.0.0: its licence is ${license ?? "unknown"}, which is not allowed here`,
  ]);
});

test("a choice of licences needs one permitted licence, and development packages do not count", () => {
  const packages = {
    "": {},
    "node_modules/choice": { version: "1.0.0", license: "(MIT OR GPL-3.0-or-later)" },
    "node_modules/tool": { version: "1.0.0", license: "GPL-3.0", dev: true },
  };
  expect(licenceProblems(installedLicences({ packages }))).toEqual([]);
});
