import * as ec2 from "aws-cdk-lib/aws-ec2";
import type { IRole } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Architecture } from "./settings.js";

const cpuTypes: Readonly<Record<Architecture, ec2.AmazonLinuxCpuType>> = {
  x86_64: ec2.AmazonLinuxCpuType.X86_64,
  arm64: ec2.AmazonLinuxCpuType.ARM_64,
};

export interface HostTemplateProps {
  readonly architecture: Architecture;
  readonly role: IRole;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly userData: ec2.UserData;
  readonly instanceType: ec2.InstanceType;
}

/** How a machine of the fleet starts. */
export function hostTemplate(scope: Construct, id: string, props: HostTemplateProps): ec2.LaunchTemplate {
  const { architecture, instanceType, role, securityGroup, userData } = props;
  return new ec2.LaunchTemplate(scope, id, {
    // The newest image at each deployment: a parameter that CloudFormation reads, so synth needs no account.
    machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: cpuTypes[architecture] }),
    instanceType,
    role,
    securityGroup,
    userData,
    requireImdsv2: true,
    httpPutResponseHopLimit: 2, // a container is one hop further away than its machine
    blockDevices: [
      {
        deviceName: "/dev/xvda",
        volume: ec2.BlockDeviceVolume.ebs(8, { volumeType: ec2.EbsDeviceVolumeType.GP3, encrypted: true }),
      },
    ],
  });
}
