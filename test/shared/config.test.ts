import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/shared/config.js";
import { ConfigError } from "../../src/shared/errors.js";

describe("readConfig", () => {
  test("asks for nothing: all has a default or suits the command", () => {
    expect(readConfig({})).toEqual({
      redisUrl: undefined,
      prefix: "{ser}",
      models: "redis",
      allowedSources: undefined,
      dashboardLogin: undefined,
      logLevel: undefined,
      healthFile: undefined,
      metricsPort: undefined,
      metricsHost: "127.0.0.1",
      tracing: { isOn: false, jobShare: 1 },
      instanceMetadataUrl: "http://169.254.169.254",
      s3: { forcePathStyle: false },
    });
  });

  test("takes what is set", () => {
    const environment = { REDIS_URL: "redis://:pw@db:6380/2", SER_PREFIX: "{other}", LOG_LEVEL: "debug" };
    expect(readConfig(environment)).toMatchObject({
      redisUrl: "redis://:pw@db:6380/2",
      prefix: "{other}",
      logLevel: "debug",
    });
  });

  test("takes a variable that is set to nothing for one that is not set", () => {
    expect(readConfig({ REDIS_URL: "", LOG_LEVEL: "" })).toEqual(readConfig({}));
  });

  test("names every wrong variable at once, with what was expected and received", () => {
    const reading = (): unknown => readConfig({ LOG_LEVEL: "loud", SER_PREFIX: "a b", REDIS_URL: "db:6379" });
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(/REDIS_URL: expected redis:[^]*SER_PREFIX: expected .* "a b"[^]*LOG_LEVEL: .*"loud"/);
  });

  test("does not repeat an address, which may hold a password", () => {
    expect(() => readConfig({ REDIS_URL: "http://user:hunter2@db" })).toThrow(/^(?![^]*hunter2)/);
  });

  test("addresses buckets by path where the endpoint is a custom one", () => {
    expect(readConfig({ AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9000" }).s3.forcePathStyle).toBe(true);
    expect(readConfig({ AWS_ENDPOINT_URL: "http://127.0.0.1:9000" }).s3.forcePathStyle).toBe(true);
  });

  test("lets AWS_S3_FORCE_PATH_STYLE decide where it is set", () => {
    const endpoint = { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9000" };
    expect(readConfig({ ...endpoint, AWS_S3_FORCE_PATH_STYLE: "false" }).s3.forcePathStyle).toBe(false);
    expect(readConfig({ AWS_S3_FORCE_PATH_STYLE: "true" }).s3.forcePathStyle).toBe(true);
  });
});
