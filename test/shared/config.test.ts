import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/shared/config.js";
import { ConfigError } from "../../src/shared/errors.js";

describe("readConfig", () => {
  test("requires nothing: every setting has a default", () => {
    expect(readConfig({})).toEqual({
      redisUrl: undefined,
      prefix: "{ser}",
      keptModels: 5,
      models: "redis",
      allowedSources: undefined,
      dashboardLogin: undefined,
      trustedProxies: undefined,
      logLevel: undefined,
      healthFile: undefined,
      metricsPort: undefined,
      metricsHost: "127.0.0.1",
      tracing: { isOn: false, jobShare: 1 },
      instanceMetadataUrl: "http://169.254.169.254",
      s3: { forcePathStyle: false },
    });
  });

  test("reads the variables that are set", () => {
    const environment = { REDIS_URL: "redis://:pw@db:6380/2", SER_PREFIX: "{other}", LOG_LEVEL: "debug" };
    expect(readConfig(environment)).toMatchObject({
      redisUrl: "redis://:pw@db:6380/2",
      prefix: "{other}",
      logLevel: "debug",
    });
  });

  test("treats an empty variable as not set", () => {
    expect(readConfig({ REDIS_URL: "", LOG_LEVEL: "" })).toEqual(readConfig({}));
  });

  test("reports all invalid variables at once, with the expected and received values", () => {
    const reading = (): unknown => readConfig({ LOG_LEVEL: "loud", SER_PREFIX: "a b", REDIS_URL: "db:6379" });
    expect(reading).toThrow(ConfigError);
    expect(reading).toThrow(/REDIS_URL: expected redis:[^]*SER_PREFIX: expected .* "a b"[^]*LOG_LEVEL: .*"loud"/);
  });

  test("does not repeat an address, which may contain a password", () => {
    expect(() => readConfig({ REDIS_URL: "http://user:hunter2@db" })).toThrow(/^(?![^]*hunter2)/);
  });

  test("accepts proxies as addresses, subnets and Express's named ranges", () => {
    const { trustedProxies } = readConfig({ SER_TRUSTED_PROXIES: "loopback, 10.0.0.0/8,2001:db8::1" });
    expect(trustedProxies).toEqual(["loopback", "10.0.0.0/8", "2001:db8::1"]);
  });

  test.each(["nginx", "10.0.0.0/33", "10.0.0.0/x", "*", "loopback,,"])("rejects an invalid proxy: %s", (text) => {
    expect(() => readConfig({ SER_TRUSTED_PROXIES: text })).toThrow(/SER_TRUSTED_PROXIES: expected addresses/);
  });

  test("addresses buckets by path if the endpoint is a custom one", () => {
    expect(readConfig({ AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9000" }).s3.forcePathStyle).toBe(true);
    expect(readConfig({ AWS_ENDPOINT_URL: "http://127.0.0.1:9000" }).s3.forcePathStyle).toBe(true);
  });

  test("passes endpoint and region to S3, with AWS_ENDPOINT_URL_S3 taking precedence over AWS_ENDPOINT_URL", () => {
    const endpoints = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9000" };
    expect(readConfig({ ...endpoints, AWS_REGION: "eu-west-1" }).s3).toEqual({
      forcePathStyle: true,
      endpoint: "http://127.0.0.1:9000",
      region: "eu-west-1",
    });
  });

  test("lets AWS_S3_FORCE_PATH_STYLE decide if it is set", () => {
    const endpoint = { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9000" };
    expect(readConfig({ ...endpoint, AWS_S3_FORCE_PATH_STYLE: "false" }).s3.forcePathStyle).toBe(false);
    expect(readConfig({ AWS_S3_FORCE_PATH_STYLE: "true" }).s3.forcePathStyle).toBe(true);
  });

  test("enables tracing only if an endpoint or OTEL_TRACES_EXPORTER is set", () => {
    const isOn = (environment: Record<string, string>): boolean => readConfig(environment).tracing.isOn;
    const OTEL_EXPORTER_OTLP_ENDPOINT = "http://collector:4318";
    expect(isOn({})).toBe(false);
    expect(isOn({ OTEL_EXPORTER_OTLP_ENDPOINT })).toBe(true);
    expect(isOn({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://collector:4318/v1/traces" })).toBe(true);
    expect(isOn({ OTEL_TRACES_EXPORTER: "otlp" })).toBe(true);
    expect(isOn({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_EXPORTER: "none" })).toBe(false);
    expect(isOn({ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SDK_DISABLED: "true" })).toBe(false);
  });

  test("rejects unknown trace protocols, a share above 1 and a port out of range", () => {
    const reading = (): unknown =>
      readConfig({
        OTEL_TRACES_EXPORTER: "zipkin",
        OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
        SER_TRACE_JOBS: "2",
        SER_METRICS_PORT: "http",
      });
    for (const variable of [
      "SER_METRICS_PORT",
      "OTEL_TRACES_EXPORTER",
      "OTEL_EXPORTER_OTLP_PROTOCOL",
      "SER_TRACE_JOBS",
    ])
      expect(reading).toThrow(`${variable}: expected`);
  });

  test("does not repeat a collector's address, which may contain a password", () => {
    expect(() => readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: "hunter2" })).toThrow(/^(?![^]*hunter2)/);
  });
});
