import { EventEmitter } from "node:events";
import type { QueueEvents } from "bullmq";

/** Notifies waiters of events of a job. One reader of a queue's event stream serves all of them. */
export class JobChanges {
  readonly #events: QueueEvents;
  readonly #byJob = new EventEmitter().setMaxListeners(0);

  constructor(events: QueueEvents) {
    this.#events = events;
    const tell = ({ jobId }: { jobId: string }): void => void this.#byJob.emit(jobId);
    events.on("active", tell);
    events.on("completed", tell);
    events.on("failed", tell);
    events.on("stalled", tell);
  }

  /** Resolves at the job's next event after this call, after the timeout, or when `stop` is aborted. */
  async next(jobId: string, timeoutMs: number, stop: AbortSignal): Promise<void> {
    if (stop.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        stop.removeEventListener("abort", wake);
        this.#byJob.off(jobId, wake);
        resolve();
      };
      const timer = setTimeout(wake, timeoutMs);
      stop.addEventListener("abort", wake);
      this.#byJob.on(jobId, wake);
    });
  }

  async close(): Promise<void> {
    await this.#events.close();
  }
}
