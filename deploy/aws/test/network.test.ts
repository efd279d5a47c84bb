import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { published, resourcesOf, synthStack } from "./synth.js";

const closed = Template.fromStack(synthStack());
const open = Template.fromStack(synthStack(published));

/** Ranges that may connect to anything, over all security groups. */
function rangesLetIn(template: Template): unknown[] {
  const groups = [...resourcesOf(template, "AWS::EC2::SecurityGroup").values()];
  const single = [...resourcesOf(template, "AWS::EC2::SecurityGroupIngress").values()];
  return [
    ...groups.flatMap(
      ({ Properties }) => (Properties["SecurityGroupIngress"] as { CidrIp?: unknown }[] | undefined) ?? [],
    ),
    ...single.map(({ Properties }) => Properties as { CidrIp?: unknown }),
  ].flatMap(({ CidrIp }) => (CidrIp === undefined ? [] : [CidrIp]));
}

describe("without a certificate", () => {
  test("nothing has a route from or to the internet", () => {
    for (const type of ["InternetGateway", "NatGateway", "EIP"]) closed.resourceCountIs(`AWS::EC2::${type}`, 0);
  });

  test("there is no load balancer", () => {
    closed.resourceCountIs("AWS::ElasticLoadBalancingV2::LoadBalancer", 0);
  });

  test("no external address may connect to anything", () => {
    expect(rangesLetIn(closed)).toEqual([]);
  });
});

describe("with a certificate", () => {
  test("only the load balancer accepts connections, from the configured addresses", () => {
    expect(rangesLetIn(open)).toEqual(["203.0.113.0/24"]);
  });

  test("the load balancer only speaks HTTPS", () => {
    open.resourceCountIs("AWS::ElasticLoadBalancingV2::Listener", 1);
    open.hasResourceProperties("AWS::ElasticLoadBalancingV2::Listener", {
      Port: 443,
      Protocol: "HTTPS",
      Certificates: [{ CertificateArn: published.certificateArn }],
      SslPolicy: Match.stringLikeRegexp("TLS13"),
    });
  });

  test("the load balancer checks the dashboard's readiness, which needs no login", () => {
    open.hasResourceProperties("AWS::ElasticLoadBalancingV2::TargetGroup", { Port: 3000, HealthCheckPath: "/readyz" });
  });

  test("the load balancer does not expose /metrics, which needs no login", () => {
    open.hasResourceProperties("AWS::ElasticLoadBalancingV2::ListenerRule", {
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/metrics", "/metrics/*"] } }],
      Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
    });
  });

  test("the load balancer writes an access log to a private bucket that only it can write to", () => {
    const [bucket] = [...resourcesOf(open, "AWS::S3::Bucket")];
    const [id, { Properties }] = bucket!;
    expect(Properties).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: "Enabled" }] },
    });
    open.hasResourceProperties("AWS::ElasticLoadBalancingV2::LoadBalancer", {
      LoadBalancerAttributes: Match.arrayWith([
        { Key: "access_logs.s3.enabled", Value: "true" },
        { Key: "access_logs.s3.bucket", Value: { Ref: id } },
      ]),
    });
    const policies = [...resourcesOf(open, "AWS::S3::BucketPolicy").values()];
    const text = JSON.stringify(policies.map((policy) => policy.Properties));
    expect(text).toContain('"Service":"logdelivery.elasticloadbalancing.amazonaws.com"');
    expect(text.match(/"Effect":"Allow"/g)).toHaveLength(1);
  });

  test("there is still no NAT gateway", () => {
    open.resourceCountIs("AWS::EC2::NatGateway", 0);
  });
});

describe("the network", () => {
  test("gives no machine a public address", () => {
    for (const { Properties } of resourcesOf(open, "AWS::EC2::Subnet").values())
      expect(Properties["MapPublicIpOnLaunch"]).not.toBe(true);
  });

  test("puts every machine into a subnet without a route out", () => {
    const isolated = [...resourcesOf(open, "AWS::EC2::Subnet").keys()].filter((id) => id.includes("hosts"));
    for (const { Properties } of resourcesOf(open, "AWS::AutoScaling::AutoScalingGroup").values()) {
      const subnets = (Properties["VPCZoneIdentifier"] as { Ref: string }[]).map(({ Ref }) => Ref);
      expect(subnets.sort()).toEqual(isolated.sort());
    }
  });

  test("reaches S3 through a gateway endpoint, from every route table of the machines", () => {
    const s3 = [...resourcesOf(closed, "AWS::EC2::VPCEndpoint").values()].find(
      ({ Properties }) => Properties["VpcEndpointType"] === "Gateway",
    )!;
    const tables = [...resourcesOf(closed, "AWS::EC2::RouteTable").keys()];
    expect((s3.Properties["RouteTableIds"] as { Ref: string }[]).map(({ Ref }) => Ref).sort()).toEqual(tables.sort());
  });

  test.each(["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages"])(
    "reaches %s through an interface endpoint, in one zone",
    (service) => {
      const endpoints = [...resourcesOf(closed, "AWS::EC2::VPCEndpoint").values()].filter(({ Properties }) =>
        new RegExp(`\\.${service.replace(".", "\\.")}"`).test(JSON.stringify(Properties["ServiceName"])),
      );
      expect(
        endpoints.map(({ Properties }) => [Properties["VpcEndpointType"], Properties["PrivateDnsEnabled"]]),
      ).toEqual([["Interface", true]]);
      expect(endpoints[0]!.Properties["SubnetIds"]).toHaveLength(1);
    },
  );

  test("allows machines only connections to HTTPS and Redis", () => {
    const [, hosts] = [...resourcesOf(closed, "AWS::EC2::SecurityGroup")].find(([id]) =>
      id.startsWith("NetworkHosts"),
    )!;
    const egress = hosts.Properties["SecurityGroupEgress"] as { ToPort: number }[];
    const toRedis = [...resourcesOf(closed, "AWS::EC2::SecurityGroupEgress").values()];
    expect(egress.map(({ ToPort }) => ToPort)).toEqual([443]);
    expect(toRedis).toHaveLength(1);
    expect(JSON.stringify(toRedis[0])).toContain("QueueGroup");
  });
});
