import type { WorkerInfo, WorkerKind } from "../../runs/workerRegistry.js";
import { missingWorkers } from "../views/workerNotice.js";
import { ask } from "./ask.js";

/** Workers report every two seconds. */
const lookAgainMs = 2_000;

/** Keeps the page's notices about missing workers up to date, see views/workerNotice.ts. */
export function watchWorkers(): void {
  const notices = [...document.querySelectorAll<HTMLElement>("[data-workers-needed]")];
  if (notices.length === 0) return;
  const lookAgain = async (): Promise<void> => {
    const running = document.hidden ? undefined : await ask("/api/workers").catch(() => undefined);
    if (running !== undefined)
      for (const notice of notices) {
        const needed = notice.dataset["workersNeeded"]!.split(" ") as WorkerKind[];
        const text = missingWorkers(needed, running as WorkerInfo[])?.text ?? "";
        // Written only when it changes, because screen readers read out every change.
        if (notice.dataset["shown"] !== text) notice.innerHTML = notice.dataset["shown"] = text;
      }
    setTimeout(() => void lookAgain(), lookAgainMs);
  };
  void lookAgain();
}
