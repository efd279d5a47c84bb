import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { buckets, published, resourcesOf, synthStack } from "./synth.js";

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** What IAM cannot limit to a resource (Service Authorization Reference). */
const onAnyResource = new Set([
  "ecr:GetAuthorizationToken",
  "ssm:UpdateInstanceInformation",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
]);

const template = Template.fromStack(synthStack(published));

/** Each policy's statements, by the first word of its name: Extract, Train, Control. */
const policies = new Map(
  [...resourcesOf(template, "AWS::IAM::Policy")].map(
    ([
      id,
      {
        Properties: { PolicyDocument },
      },
    ]) => [/^[A-Z][a-z]+/.exec(id)![0], (PolicyDocument as { Statement: readonly Statement[] }).Statement],
  ),
);
const all = [...policies].flatMap(([owner, statements]) => statements.map((statement) => ({ owner, ...statement })));

const actionsOf = ({ Action }: Statement): readonly string[] => (typeof Action === "string" ? [Action] : Action);
const resourceTexts = ({ Resource }: Statement): string[] =>
  (Array.isArray(Resource) ? Resource : [Resource]).map((resource) => JSON.stringify(resource));

/** What a fleet may do in S3: action and ARN, in the order of their names. */
function s3Grants(owner: string): string[] {
  return policies
    .get(owner)!
    .flatMap((statement) =>
      actionsOf(statement)
        .filter((action) => action.startsWith("s3:"))
        .flatMap((action) =>
          resourceTexts(statement).map((text) => `${action} ${/:s3:::([^"]*)/.exec(text)?.[1] ?? text}`),
        ),
    )
    .sort();
}

describe("policies", () => {
  test("belong to the two fleets and the control host", () => {
    expect([...policies.keys()].sort()).toEqual(["Control", "Extract", "Train"]);
  });

  test.each(all)("of $owner name every action: $Action", (statement) => {
    expect(actionsOf(statement).join(" ")).not.toContain("*");
    expect(statement.Effect).toBe("Allow");
  });

  test.each(all)("of $owner limit $Action to resources, where IAM supports it", (statement) => {
    if (resourceTexts(statement).includes('"*"'))
      for (const action of actionsOf(statement)) expect(onAnyResource).toContain(action);
    else expect(resourceTexts(statement).length).toBeGreaterThan(0);
  });

  test("let extraction read the source and store results, and nothing else in S3", () => {
    expect(s3Grants("Extract")).toEqual([
      "s3:DeleteObject results/ser/*",
      "s3:GetObject recordings/ravdess/*",
      "s3:GetObject results/ser/*",
      "s3:ListBucket recordings",
      "s3:ListBucket results",
      "s3:PutObject results/ser/*",
    ]);
  });

  test("let training read only the results, never a recording", () => {
    expect(s3Grants("Train").join(" ")).not.toContain("recordings");
  });

  test("let no machine write to the source", () => {
    const writing = ["Extract", "Train", "Control"]
      .flatMap(s3Grants)
      .filter((grant) => /Put|Delete/.test(grant) && grant.includes("recordings"));
    expect(writing).toEqual([]);
  });

  test("limit every listing to its prefix", () => {
    const listings = all.filter((statement) => actionsOf(statement).includes("s3:ListBucket"));
    expect(listings.length).toBe(5);
    for (const { Condition } of listings)
      expect(JSON.stringify(Condition)).toMatch(/"s3:prefix":\["(ravdess|ser)\/\*"\]/);
  });

  test("let workers open no shell and read no secret except Redis's", () => {
    for (const owner of ["Extract", "Train"]) {
      const text = JSON.stringify(policies.get(owner));
      expect(text).not.toContain("ssm");
      expect(text).not.toContain("DashboardPassword");
    }
  });

  test("do not include policies managed by Amazon, which may grow", () => {
    for (const { Properties } of resourcesOf(template, "AWS::IAM::Role").values())
      expect(Properties["ManagedPolicyArns"]).toBeUndefined();
  });

  test("of the S3 endpoint allow only the buckets, and Amazon's own that machines start from", () => {
    const endpoints = [...resourcesOf(template, "AWS::EC2::VPCEndpoint").values()];
    const s3 = endpoints.find(({ Properties }) => Properties["VpcEndpointType"] === "Gateway")!;
    const text = JSON.stringify(s3.Properties["PolicyDocument"]);
    const named = [...text.matchAll(/:s3:::([a-z0-9-]+)/g)].map(([, bucket]) => bucket);
    expect(new Set(named)).toEqual(new Set(["recordings", "results", "prod-", "al2023-repos-"]));
    expect(text).not.toMatch(/"Action":"(s3:)?\*"/);
  });

  test("allow listing without a prefix if the source is a whole bucket", () => {
    const whole = Template.fromStack(synthStack({ source: "s3://recordings", results: buckets.results }));
    expect(JSON.stringify(whole.toJSON())).toContain(":s3:::recordings/*");
  });
});
