import { publishMetrics } from "../cloudwatch/main.js";
import { stopSignal } from "../shared/process/lifecycle.js";
import { print } from "./say.js";
import { withServices } from "./session.js";

export interface PublishMetricsOptions {
  readonly namespace: string;
  readonly everySec: number;
}

/** `ser publish-metrics`: one line per fleet on stdout, where CloudWatch's log driver picks it up. */
export async function publishMetricsCommand({ namespace, everySec }: PublishMetricsOptions): Promise<void> {
  const write = (line: string): void => print(`${line}\n`);
  await withServices(async (services) => {
    const stop = stopSignal(() => services.logger.info("stopped publishing metrics"));
    await publishMetrics(services, { namespace, everyMs: everySec * 1_000, write }, stop);
  });
}
