import { Aws } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as iam from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { S3Place } from "./s3Place.js";

export interface NetworkProps {
  readonly source: S3Place;
  readonly results: S3Place;
  /** only the dashboard's load balancer has a public address */
  readonly hasPublicSubnets: boolean;
}

/** Addresses of all machines and of the balancer. */
export const networkRange = "10.0.0.0/16";

/**
 * Machines without a route to the internet, and the endpoints for what they need.
 *
 *     hosts ──▶ S3 gateway endpoint          free of charge: recordings, image layers, packages
 *           ──▶ six interface endpoints      about 0.01 USD per hour and zone each, 0.01 USD/GB
 *           ──▶ Redis
 *
 * A NAT gateway (about 0.045 USD an hour and 0.045 USD/GB) would cost about as much as the six endpoints, and would let
 * a machine send people's recordings anywhere. Endpoints are in one zone only: the other zones reach them for
 * 0.01 USD/GB, and they only carry logs and tokens. If that zone fails, running machines still have Redis and S3; only
 * new ones do not start.
 */
export class Network extends Construct {
  readonly vpc: ec2.Vpc;
  /** of every machine: no incoming connections, outgoing HTTPS */
  readonly hosts: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    this.vpc = new ec2.Vpc(this, "Vpc", {
      ipAddresses: ec2.IpAddresses.cidr(networkRange),
      maxAzs: 3, // more zones, more spot capacity to choose from
      natGateways: 0,
      restrictDefaultSecurityGroup: false, // it would need a Lambda function, and nothing uses that group
      subnetConfiguration: [
        { name: "hosts", subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 20 },
        ...(props.hasPublicSubnets
          ? [{ name: "balancer", subnetType: ec2.SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false }]
          : []),
      ],
    });
    this.hosts = new ec2.SecurityGroup(this, "Hosts", {
      vpc: this.vpc,
      description: "Machines of the fleet",
      allowAllOutbound: false,
    });
    this.hosts.addEgressRule(
      ec2.Peer.anyIpv4(),
      ec2.Port.HTTPS,
      "S3 and the interface endpoints; there is no other route",
    );
    this.#addS3(props);
    this.#addInterfaces();
  }

  /** Its policy is a second protection of the recordings: only these buckets can be reached through it. */
  #addS3({ source, results }: NetworkProps): void {
    const s3 = this.vpc.addGatewayEndpoint("S3", { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const allow = (actions: string[], resources: string[]): void =>
      s3.addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions, resources }));
    const bucket = (name: string): string => `arn:${Aws.PARTITION}:s3:::${name}`;
    allow(["s3:ListBucket"], [bucket(source.bucket), bucket(results.bucket)]);
    allow(["s3:GetObject"], [`${bucket(source.bucket)}/${source.prefix}*`]);
    allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], [`${bucket(results.bucket)}/${results.prefix}*`]);
    // Layers of images in ECR and packages of Amazon Linux 2023 are in Amazon's own buckets, one per region.
    allow(
      ["s3:GetObject"],
      [`${bucket(`prod-${Aws.REGION}-starport-layer-bucket`)}/*`, `${bucket(`al2023-repos-${Aws.REGION}-de612dc2`)}/*`],
    );
  }

  #addInterfaces(): void {
    const endpoints = new ec2.SecurityGroup(this, "Endpoints", {
      vpc: this.vpc,
      description: "Interface endpoints",
      allowAllOutbound: false,
    });
    endpoints.addIngressRule(this.hosts, ec2.Port.HTTPS, "machines of the fleet");
    const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS, SECRETS_MANAGER, SSM, SSM_MESSAGES } = ec2.InterfaceVpcEndpointAwsService;
    const services = {
      Ecr: ECR,
      EcrDocker: ECR_DOCKER,
      Logs: CLOUDWATCH_LOGS, // metrics are sent as logs: no endpoint for CloudWatch's own API is needed
      Secrets: SECRETS_MANAGER,
      Ssm: SSM,
      SsmMessages: SSM_MESSAGES, // with Ssm: a shell and the dashboard without an open port
    };
    for (const [name, service] of Object.entries(services)) {
      this.vpc.addInterfaceEndpoint(name, {
        service,
        open: false,
        securityGroups: [endpoints],
        subnets: { subnets: this.vpc.isolatedSubnets.slice(0, 1) },
      });
    }
  }
}
