import { expect, test } from "vitest";
import { typedCommand } from "../../src/cli/typedCommand.js";

test.each([
  ["/usr/local/bin/ser", "ser"],
  ["/home/ann/.npm/_npx/40105d49/node_modules/.bin/ser", "npx ser"],
  ["/p/node_modules/.bin/speech-emotion-workers", "npx speech-emotion-workers"],
  ["/p/dist/cli/main.js", "npx ser"],
])("the command typed as %s is printed as %s", (script, program) => {
  expect(typedCommand(["node", script, "run", "my voices", "--out", "o", "--emotions", "calm,sad"])).toBe(
    `${program} run 'my voices' --out o --emotions calm,sad`,
  );
});

test("characters that a shell would interpret are quoted", () => {
  expect(typedCommand(["node", "/bin/ser", "it's", "$HOME", "*", "", "s3://a/b"])).toBe(
    `ser 'it'\\''s' '$HOME' '*' '' s3://a/b`,
  );
});
