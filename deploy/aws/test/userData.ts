import type { Template } from "aws-cdk-lib/assertions";
import { resourcesOf } from "./synth.js";

/** Test values in place of those that CloudFormation inserts when the stack is deployed. */
export const deployedValue = "deployed-value";

/** The first commands of each machine, by the first word of its launch template's name: Extract, Train, Control. */
export function userDataOf(template: Template): ReadonlyMap<string, string> {
  return new Map(
    [...resourcesOf(template, "AWS::EC2::LaunchTemplate")].map(([id, { Properties }]) => {
      const data = Properties["LaunchTemplateData"] as {
        readonly UserData: { readonly "Fn::Base64": { readonly "Fn::Join": readonly [string, readonly unknown[]] } };
      };
      const [separator, parts] = data.UserData["Fn::Base64"]["Fn::Join"];
      const texts = parts.map((part) => (typeof part === "string" ? part : deployedValue));
      return [/^[A-Z][a-z]+/.exec(id)![0], texts.join(separator)];
    }),
  );
}
