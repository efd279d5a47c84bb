import type { TestProject } from "vitest/node";
import { startServices } from "./services.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Where test files ask for the run's Redis and S3 (services.ts); both start when first asked for. */
    servicesUrl: string;
  }
}

/** Runs once a test run, before all test files; what it returns runs after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const services = await startServices();
  project.provide("servicesUrl", services.url);
  return () => services.stop();
}
