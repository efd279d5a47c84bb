import { access } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCertificates, type Certificates } from "../support/certificates.js";
import { cli } from "../support/cli.js";
import { smallCorpus, temporaryDirectory } from "../support/corpus.js";
import { missingRedisServer, RedisServers } from "../support/redisServers.js";

const missing = await missingRedisServer();
const quick = ["--grid", "test/fixtures/oneCandidate.json", "--no-nested", "--recipe", "study"];

/** Like a managed Redis: TLS only, a user with access to one installation's keys, no CONFIG. The % must be encoded. */
const user = { name: "ser", password: "p@ss%word/1" };
const rights = `~{ser}:* &{ser}:* +@all -@admin -@dangerous +info`;

describe("a Redis with TLS and users", { timeout: 240_000 }, () => {
  if (missing !== undefined) {
    test("needs redis-server", ({ skip }) => skip(missing));
    return;
  }
  let servers: RedisServers;
  let certificates: Certificates;
  let port: number;

  beforeAll(async () => {
    servers = await RedisServers.begin();
    certificates = await makeCertificates(servers.dir);
    const { certificate, key, authority } = certificates;
    const server = await servers.start(
      [
        `tls-cert-file ${certificate}`,
        `tls-key-file ${key}`,
        `tls-ca-cert-file ${authority}`,
        "tls-auth-clients no",
        "user default off",
        `user ${user.name} on >${user.password} ${rights}`,
      ],
      {
        tls: true,
        ask: ["--tls", "--cacert", authority, "--user", user.name, "--pass", user.password, "--no-auth-warning"],
      },
    );
    port = server.port;
  });
  afterAll(async () => servers.stop());

  function environment(password: string, authority?: string): Record<string, string> {
    const REDIS_URL = `rediss://${user.name}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
    return authority === undefined ? { REDIS_URL } : { REDIS_URL, NODE_EXTRA_CA_CERTS: authority };
  }

  test("supports a whole run, with the authority's certificate in NODE_EXTRA_CA_CERTS", async () => {
    const outDir = await temporaryDirectory();
    const args = ["run", await smallCorpus(4), "--out", outDir, "--run", "r", ...quick];
    const { code, stderr } = await cli(args, environment(user.password, certificates.authority));
    expect(stderr).toContain("done:");
    expect(code).toBe(0);
    await access(join(outDir, "report.json"));
  });

  test("is rejected if its certificate is not trusted, with OpenSSL's code and a remedy", async () => {
    const { code, stderr } = await cli(["status"], environment(user.password));
    expect(code).not.toBe(0);
    expect(stderr).toMatch(
      /not trusted: .* \((SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE)\).*NODE_EXTRA_CA_CERTS/s,
    );
  });

  test("that rejects the login is reported as such, without repeating the password", async () => {
    const { code, stderr } = await cli(["status"], environment("hunter2", certificates.authority));
    expect(code).not.toBe(0);
    expect(stderr).toContain(`Redis at rediss://127.0.0.1:${port} refuses the login: WRONGPASS`);
    expect(stderr).not.toContain("hunter2");
  });

  test("is checked by ser doctor", async () => {
    const { stdout } = await cli(["doctor"], environment(user.password, certificates.authority));
    expect(stdout).toMatch(/ok +Redis .* at rediss:\/\/127\.0\.0\.1/);
  });
});
