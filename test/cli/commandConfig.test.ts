import { expect, test } from "vitest";
import { commandConfig, useGlobalOptions } from "../../src/cli/commandConfig.js";

test("a command's global options are part of its configuration and do not change the environment", () => {
  const environment = { ...process.env };
  useGlobalOptions({ signRequest: true });
  expect(commandConfig().s3).not.toHaveProperty("noSignRequest");
  useGlobalOptions({ signRequest: false, requestPayer: true });
  expect(commandConfig().s3).toMatchObject({ noSignRequest: true, requestPayer: true });
  expect(process.env).toEqual(environment);
});
