import type { TestProject } from "vitest/node";
import { startServices } from "./services.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Where test files ask for the run's Redis and S3 (services.ts); both start when first asked for. */
    servicesUrl: string;
  }
}

type Services = ReturnType<typeof startServices>;

/** Each lane loads this module anew in one process, and a machine has room for one S3 server: they share one set of services. */
const shared = globalThis as { serTestServices?: { readonly services: Services; users: number } };

/** Runs once a lane, before its test files; what it returns runs after them. */
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
