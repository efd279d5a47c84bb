import { Names, Stack } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as elasticache from "aws-cdk-lib/aws-elasticache";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { Network } from "./network.js";

const port = 6379;

/** The one user, with the rights that docs/operations.md names: all of its keys, and no administration. */
export const redisUser = { name: "ser", rights: "on ~{ser}:* &{ser}:* +@all -@admin -@dangerous +info" };

export interface QueueRedisProps {
  readonly network: Network;
  readonly nodeType: string;
  readonly replicas: number;
}

/**
 * The Redis of the queues: Valkey on ElastiCache, a fifth cheaper than the same machine with Redis.
 *
 * BullMQ keeps jobs as plain keys, so nothing may be evicted: when memory is full, writes fail, long after an alarm has
 * warned. A daily snapshot outlives the node; jobs lost with it are enqueued again by the same
 * `ser produce`.
 */
export class QueueRedis extends Construct {
  /** host:port of the node that accepts writes */
  readonly address: string;
  /** the password of user `ser` */
  readonly token: secretsmanager.Secret;
  /** the first node, by its name in metrics */
  readonly nodeId: string;

  constructor(scope: Construct, id: string, { network, nodeType, replicas }: QueueRedisProps) {
    super(scope, id);
    this.token = new secretsmanager.Secret(this, "Token", {
      description: "Password of the queues' Redis",
      generateSecretString: { passwordLength: 64, excludePunctuation: true }, // it becomes part of a URL
    });
    const group = new ec2.SecurityGroup(this, "Group", {
      vpc: network.vpc,
      description: "Redis of the queues",
      allowAllOutbound: false,
    });
    group.addIngressRule(network.hosts, ec2.Port.tcp(port), "machines of the fleet");
    network.hosts.addEgressRule(group, ec2.Port.tcp(port), "Redis of the queues");
    const subnets = new elasticache.CfnSubnetGroup(this, "Subnets", {
      description: "Redis of the queues",
      subnetIds: network.vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
    });
    const parameters = new elasticache.CfnParameterGroup(this, "Parameters", {
      cacheParameterGroupFamily: "valkey8",
      description: "What BullMQ needs",
      properties: { "maxmemory-policy": "noeviction" },
    });
    const user = new elasticache.CfnUser(this, "User", {
      engine: "valkey",
      userId: `${Names.uniqueResourceName(this, { maxLength: 30, separator: "-" }).toLowerCase()}-ser`,
      userName: redisUser.name,
      accessString: redisUser.rights,
      authenticationMode: {
        Type: "password",
        // CloudFormation inserts it during deployment: the template contains a reference, not the password.
        Passwords: [this.token.secretValue.unsafeUnwrap()],
      },
    });
    // Valkey does not require a `default` user in the group, and every client here gives a user name.
    const users = new elasticache.CfnUserGroup(this, "Users", {
      engine: "valkey",
      userGroupId: `${Names.uniqueResourceName(this, { maxLength: 30, separator: "-" }).toLowerCase()}-users`,
      userIds: [user.ref],
    });
    const redis = new elasticache.CfnReplicationGroup(this, "Redis", {
      replicationGroupDescription: `Queues of ${Stack.of(this).stackName}`,
      engine: "valkey",
      engineVersion: "8.0",
      cacheNodeType: nodeType,
      numCacheClusters: 1 + replicas,
      automaticFailoverEnabled: replicas > 0,
      multiAzEnabled: replicas > 0,
      port,
      cacheSubnetGroupName: subnets.ref,
      cacheParameterGroupName: parameters.ref,
      securityGroupIds: [group.securityGroupId],
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      atRestEncryptionEnabled: true,
      userGroupIds: [users.ref],
      snapshotRetentionLimit: 1,
      snapshotWindow: "03:00-04:00",
      preferredMaintenanceWindow: "sun:04:30-sun:05:30",
      autoMinorVersionUpgrade: true,
    });
    this.address = `${redis.attrPrimaryEndPointAddress}:${redis.attrPrimaryEndPointPort}`;
    this.nodeId = `${redis.ref}-001`;
  }
}
