import { readFileSync } from "node:fs";
import { App, type Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { SerStack } from "../lib/serStack.js";
import { readSettings } from "../lib/settings.js";

export const buckets = { source: "s3://recordings/ravdess", results: "s3://results/ser" };

/** Given, so that the load balancer is included. */
export const published = {
  certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d",
  dashboardFrom: "203.0.113.0/24",
};

const { context } = JSON.parse(readFileSync(new URL("../cdk.json", import.meta.url), "utf8")) as { context: object };

/**
 * The stack as `cdk synth -c name=value` would make it, without a copy of the image's files.
 *
 * @param validate additional checks of the app; with it, the template is also validated against CloudFormation's schemas,
 *   which takes seconds: Template.fromStack throws if it violates them
 */
export function synthStack(given: Readonly<Record<string, string>> = {}, validate?: (app: App) => void): Stack {
  const settings: Readonly<Record<string, string>> = { ...buckets, ...given };
  const app = new App({
    builtinCloudFormationValidation: validate !== undefined,
    context: { ...context, "aws:cdk:disable-asset-staging": true },
  });
  validate?.(app);
  return new SerStack(
    app,
    "Ser",
    readSettings((name) => settings[name]),
  );
}

/** CloudFormation's properties are a tree without a schema: tests look up the few that they need. */
export type Properties = Record<string, unknown>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
}

/** @returns resources of a type by their logical id */
export function resourcesOf(template: Template, type: string): ReadonlyMap<string, Resource> {
  return new Map(Object.entries(template.findResources(type) as Record<string, Resource>));
}
