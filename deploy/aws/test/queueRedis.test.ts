import { readFile } from "node:fs/promises";
import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { resourcesOf, synthStack } from "./synth.js";

const template = Template.fromStack(synthStack());
const user = [...resourcesOf(template, "AWS::ElastiCache::User").values()][0]!.Properties;
const redis = [...resourcesOf(template, "AWS::ElastiCache::ReplicationGroup").values()][0]!.Properties;

describe("the queues' Redis", () => {
  test("only accepts connections with TLS, and has an encrypted disk", () => {
    expect(redis).toMatchObject({
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: "required",
      AtRestEncryptionEnabled: true,
    });
  });

  test("requires a password, which the template references but does not contain", () => {
    expect(JSON.stringify(user["AuthenticationMode"])).toMatch(/resolve:secretsmanager:.*"Ref":"QueueToken/);
  });

  test("has one user, with the name that machines use and the rights listed in docs/operations.md", async () => {
    const docs = await readFile(new URL("../../../docs/operations.md", import.meta.url), "utf8");
    const environment = await readFile(new URL("../host/ser-environment", import.meta.url), "utf8");
    const [, rights] = /a user with `([^`]+)`/.exec(docs)!;
    expect(user).toMatchObject({ Engine: "valkey", UserName: "ser", AccessString: `on ${rights!}` });
    expect(environment).toContain("rediss://ser:");
    const groups = [...resourcesOf(template, "AWS::ElastiCache::UserGroup")];
    expect(groups.map(([id]) => ({ Ref: id }))).toEqual(redis["UserGroupIds"]);
    expect(groups[0]![1].Properties["UserIds"]).toHaveLength(1);
    expect(redis).not.toHaveProperty("AuthToken");
  });

  test("has a password of 64 letters and digits, which need no escaping in a URL", () => {
    template.hasResourceProperties("AWS::SecretsManager::Secret", {
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    });
  });

  test("evicts nothing", () => {
    template.hasResourceProperties("AWS::ElastiCache::ParameterGroup", {
      Properties: { "maxmemory-policy": "noeviction" },
    });
  });

  test("is saved once a day", () => {
    expect(redis["SnapshotRetentionLimit"]).toBe(1);
  });

  test("has one node unless replicas are requested", () => {
    expect(redis).toMatchObject({ NumCacheClusters: 1, AutomaticFailoverEnabled: false });
  });

  test("fails over to a replica in another zone if there is one", () => {
    Template.fromStack(synthStack({ redisReplicas: "1" })).hasResourceProperties("AWS::ElastiCache::ReplicationGroup", {
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: true,
    });
  });
});
