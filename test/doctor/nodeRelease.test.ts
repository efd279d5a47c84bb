import { expect, test } from "vitest";
import { nodeFinding } from "../../src/doctor/nodeRelease.js";

const now = Date.parse("2026-11-26");

test("a Node release that gets fixes is fine, and the end date of its support is given", () => {
  expect(nodeFinding("24.4.0", now)).toEqual({
    subject: "Node",
    state: "ok",
    found: "24.4.0, supported until 2028-04-30",
  });
});

test("a Node release whose fixes have ended is noted, with what to install", () => {
  const finding = nodeFinding("20.20.2", now);
  expect(finding).toMatchObject({ state: "note", remedy: "install Node 24" });
  expect(finding.found).toContain("security fixes ended on 2026-04-30");
});

test("a Node release that the tests do not run on is noted", () => {
  expect(nodeFinding("23.1.0", now)).toMatchObject({ state: "note", found: "23.1.0 is not tested" });
});
