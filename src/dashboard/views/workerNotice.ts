import { type Html, html } from "../../report/html/html.js";
import type { WorkerKind } from "../../runs/workerRegistry.js";

/**
 * Names the workers that a form needs and that are not running, and the commands that start them. Rendered first by the
 * server, then updated by the browser.
 */
export function workerNotice(needed: readonly WorkerKind[], running: readonly { readonly kind: WorkerKind }[]): Html {
  return html`<div role="status" data-workers-needed="${needed.join(" ")}">${missingWorkers(needed, running)}</div>`;
}

/** The notice's text; undefined if every worker that is needed is running. */
export function missingWorkers(
  needed: readonly WorkerKind[],
  running: readonly { readonly kind: WorkerKind }[],
): Html | undefined {
  const missing = needed.filter((kind) => !running.some((worker) => worker.kind === kind));
  if (missing.length === 0) return undefined;
  const commands = missing.map((kind, i) => html`${i === 0 ? "" : " and "}<code>ser work ${kind}</code>`);
  return html`<p class="problem">
    No worker is running that ${missing.map((kind) => work[kind]).join(" or ")}: ${consequence(missing)} Start
    ${commands}, or this dashboard with <code>--with-workers</code>.
  </p>`;
}

const work: Readonly<Record<WorkerKind, string>> = {
  extract: "computes features",
  train: "trains",
  predict: "serves predictions",
};

function consequence(missing: readonly WorkerKind[]): string {
  return missing.includes("predict")
    ? "a recording would wait. Recording with “predict while I speak” needs no worker."
    : "a run would wait.";
}
