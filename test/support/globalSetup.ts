import type { TestProject } from "vitest/node";
import { startServices } from "./services.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Address at which test files request the run's Redis and S3 (services.ts); both start on the first request. */
    servicesUrl: string;
  }
}

type Services = ReturnType<typeof startServices>;

/**
 * Each lane loads this module anew in the same process, but a machine has room for only one S3 server: lanes share one
 * set of services.
 */
const shared = globalThis as { serTestServices?: { readonly services: Services; users: number } };

/** Runs once per lane, before its test files; the returned function runs after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const entry = (shared.serTestServices ??= { services: startServices(), users: 0 });
  entry.users++;
  const services = await entry.services;
  project.provide("servicesUrl", services.url);
  return async () => {
    if (--entry.users > 0) return;
    delete shared.serTestServices;
    await services.stop();
  };
}
