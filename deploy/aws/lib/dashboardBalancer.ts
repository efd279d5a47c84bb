import { Aws, CfnOutput, Duration } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as elbv2 from "aws-cdk-lib/aws-elasticloadbalancingv2";
import * as iam from "aws-cdk-lib/aws-iam";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { dashboardPort, type ControlHost } from "./controlHost.js";
import type { Network } from "./network.js";

export interface DashboardBalancerProps {
  readonly network: Network;
  readonly host: ControlHost;
  readonly certificateArn: string;
  /** IPv4 ranges that may connect */
  readonly from: readonly string[];
}

/** The dashboard on the internet: HTTPS only, for the configured addresses, and with the dashboard's own login. */
export class DashboardBalancer extends Construct {
  constructor(scope: Construct, id: string, { network, host, certificateArn, from }: DashboardBalancerProps) {
    super(scope, id);
    const group = new ec2.SecurityGroup(this, "Group", {
      vpc: network.vpc,
      description: "Load balancer of the dashboard",
      allowAllOutbound: false,
    });
    for (const range of from) group.addIngressRule(ec2.Peer.ipv4(range), ec2.Port.HTTPS, "who may see the dashboard");
    group.addEgressRule(host.securityGroup, ec2.Port.tcp(dashboardPort), "dashboard");
    host.securityGroup.addIngressRule(group, ec2.Port.tcp(dashboardPort), "the load balancer");

    const balancer = new elbv2.ApplicationLoadBalancer(this, "Balancer", {
      vpc: network.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      internetFacing: true,
      securityGroup: group,
      dropInvalidHeaderFields: true,
      idleTimeout: Duration.minutes(5), // a page's events may be silent for minutes
    });
    logAccess(this, balancer);
    const listener = balancer.addListener("Https", {
      port: 443,
      open: false,
      certificates: [Certificate.fromCertificateArn(this, "Certificate", certificateArn)],
      sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS,
    });
    listener.addTargets("Dashboard", {
      port: dashboardPort,
      protocol: elbv2.ApplicationProtocol.HTTP,
      targets: [host.group],
      deregistrationDelay: Duration.seconds(10),
      healthCheck: { path: "/readyz", interval: Duration.seconds(30), healthyThresholdCount: 2 },
    });
    // Prometheus metrics, which the dashboard serves without a login: only within the network, not on the internet.
    listener.addAction("NoMetrics", {
      priority: 1,
      conditions: [elbv2.ListenerCondition.pathPatterns(["/metrics", "/metrics/*"])],
      action: elbv2.ListenerAction.fixedResponse(404),
    });
    new CfnOutput(this, "Address", {
      value: balancer.loadBalancerDnsName,
      description: "Make the certificate's name a CNAME of this",
    });
  }
}

/** The access log is kept for a quarter of a year as evidence, in a bucket that outlives the stack. */
function logAccess(scope: Construct, balancer: elbv2.ApplicationLoadBalancer): void {
  const bucket = new s3.Bucket(scope, "AccessLog", {
    encryption: s3.BucketEncryption.S3_MANAGED, // the load balancer supports no other
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(90) }],
  });
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal("logdelivery.elasticloadbalancing.amazonaws.com")],
      actions: ["s3:PutObject"],
      resources: [bucket.arnForObjects(`AWSLogs/${Aws.ACCOUNT_ID}/*`)],
    }),
  );
  balancer.setAttribute("access_logs.s3.enabled", "true");
  balancer.setAttribute("access_logs.s3.bucket", bucket.bucketName);
  balancer.node.addDependency(bucket.policy!);
}
