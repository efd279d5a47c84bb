import { exportFeatures } from "../export/main.js";
import type { ExportFormat } from "../features/table/exportFormats.js";
import { withRedisOf } from "./session.js";
import { print } from "./say.js";

export interface ExportOptions {
  readonly format: ExportFormat;
  readonly out: string;
  /** directory of a `ser run` */
  readonly from?: string;
}

/** `ser export` */
export async function exportCommand(name: string, { format, out, from }: ExportOptions): Promise<void> {
  const rows = await withRedisOf(from, async (services) =>
    exportFeatures(services.features, await services.runs.require(name), format, out),
  );
  print(`${rows} rows: ${out}\n`);
}
