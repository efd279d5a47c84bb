import type { Response } from "express";

/** Proxies close a connection that is silent for long. */
const heartbeatMs = 15_000;

/** Server-sent events to one client. */
export interface EventStream {
  /** aborted when the client has gone, or the stream was ended */
  readonly gone: AbortSignal;
  /** The client has not taken in what was sent to it. What is sent all the same is kept in memory meanwhile. */
  readonly isBehind: boolean;
  send(event: string, data: unknown): void;
  end(): void;
}

/**
 * Begins to answer with events (HTML Living Standard, 9.2). A client may have gone while its answer was prepared: `gone`
 * is then aborted already, and what is sent goes nowhere.
 */
export function openEventStream(response: Response): EventStream {
  const gone = new AbortController();
  const write = (text: string): void => {
    if (!gone.signal.aborted) response.write(text);
  };
  if (response.destroyed) gone.abort();
  else {
    response.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" });
    response.flushHeaders();
    const heartbeat = setInterval(() => write(":\n\n"), heartbeatMs);
    response.once("close", () => {
      clearInterval(heartbeat);
      gone.abort();
    });
  }
  return {
    gone: gone.signal,
    get isBehind() {
      return response.writableNeedDrain;
    },
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => void response.end(),
  };
}
