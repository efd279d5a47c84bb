import { expect, test } from "vitest";
import { withOptionalPackages } from "../../../src/runs/telemetry/startTracing.js";
import { ConfigError } from "../../../src/shared/errors.js";

test("tracing without its optional packages is a ConfigError that names the command to install them", async () => {
  const name = "a-package-that-is-not-installed";
  const problem: unknown = await withOptionalPackages(import(name)).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(ConfigError);
  expect((problem as ConfigError).message).toContain("OTEL_* settings enable tracing");
  expect((problem as ConfigError).message).toContain("npm install --include=optional");
  expect((problem as ConfigError).cause).toMatchObject({ code: "ERR_MODULE_NOT_FOUND" });
});

test("any other error while the tracing packages load is passed on unchanged", async () => {
  const problem = new SyntaxError("Unexpected token");
  await expect(withOptionalPackages(Promise.reject(problem))).rejects.toBe(problem);
  expect(await withOptionalPackages(Promise.resolve("loaded"))).toBe("loaded");
});
