import { describe, expect, test } from "vitest";
import { terminalText } from "../../src/shared/terminalText.js";

describe("text for a terminal", () => {
  test.each([
    ["a colour", "\x1b[31mred.wav", "\\u001b[31mred.wav"],
    ["a window's title", "\x1b]0;title\x07.wav", "\\u001b]0;title\\u0007.wav"],
    ["a C1 control sequence", "\x9b2Ja.wav", "\\u009b2Ja.wav"],
    ["a return to the line's start", "evil\rgood.wav", "evil\\u000dgood.wav"],
    ["right-to-left text", "a\u202evaw.wav", "a\\u202evaw.wav"],
    ["an isolated direction", "\u2066a\u2069", "\\u2066a\\u2069"],
  ])("shows %s without interpreting it", (_, name, shown) => {
    expect(terminalText(name)).toBe(shown);
  });

  test("keeps lines, tabs, accents, other scripts and emoji", () => {
    const text = "é\t日本語 שלום 😀\n█ next\n";
    expect(terminalText(text)).toBe(text);
  });

  test("does not change the meaning of JSON", () => {
    const value = { file: "\x1b\x9b\u202e\x7f.wav" };
    expect(JSON.parse(terminalText(JSON.stringify(value)))).toEqual(value);
  });
});
