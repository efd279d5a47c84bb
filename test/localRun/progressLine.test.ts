import { describe, expect, test } from "vitest";
import { describeSeconds, progressLine } from "../../src/localRun/progressLine.js";

const facts = [
  { label: "files", done: 120, total: 960, notes: ["3 s left", "2 rejected", "175 files/s"] },
  { label: "files", done: 1_234_567, total: 10_000_000, notes: ["12 min left", "1204 rejected", "23456 files/s"] },
  { label: "training", done: 12, total: 330, notes: ["about 107 s left", "final models"] },
  { label: "training", done: 0, total: 0, notes: [] },
];

describe("a line of progress", () => {
  test.each(facts)("of $done of $total fits every width from 40 to 200 columns, with its counts uncut", (fact) => {
    for (let columns = 40; columns <= 200; columns++) {
      const line = progressLine(fact, columns);
      expect(line.length).toBeLessThan(columns);
      expect(line).toContain(`${fact.done}/${fact.total}`);
      expect(line).toContain(fact.label);
      // A note is either complete or absent.
      const shown = line.split(/ {2}/).at(-1)!.split(", ");
      for (const note of shown) if (/[a-z]/.test(note)) expect(fact.notes.includes(note) || note === line).toBe(true);
    }
  });

  test("shows a bar and the time left in 40 columns, and everything in 80", () => {
    expect(progressLine(facts[0]!, 40)).toBe("files    █░░░░░░░░░░░ 120/960  3 s left");
    expect(progressLine(facts[2]!, 40)).toMatch(/^training [█░]+ {2}12\/330/);
    const wide = progressLine(facts[0]!, 80);
    for (const note of facts[0]!.notes) expect(wide).toContain(note);
  });

  test("has a bar that is empty before the first, and full after the last", () => {
    expect(progressLine({ label: "files", done: 0, total: 9, notes: [] }, 80)).not.toContain("█");
    expect(progressLine({ label: "files", done: 9, total: 9, notes: [] }, 80)).not.toContain("░");
  });

  test("has no escape sequences, so NO_COLOR is respected", () => {
    expect(progressLine(facts[0]!, 80)).not.toContain("\x1b");
  });
});

test.each([
  [0.2, "1 s"],
  [89.5, "90 s"],
  [100, "2 min"],
  [7_200, "2.0 h"],
])("%d seconds are shown as %s", (seconds, text) => {
  expect(describeSeconds(seconds)).toBe(text);
});
