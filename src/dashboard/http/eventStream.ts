import type { Response } from "express";

/** Proxies close a connection that is silent for too long. */
const heartbeatMs = 15_000;

/** Server-sent events to one client. */
export interface EventStream {
  /** aborted when the client has disconnected or the stream was ended */
  readonly gone: AbortSignal;
  /** The client reads too slowly; writes are being buffered in memory. */
  readonly isBehind: boolean;
  send(event: string, data: unknown): void;
  end(): void;
}

/**
 * Starts a response of server-sent events (HTML Living Standard, 9.2). If the client disconnected before, `gone` is
 * already aborted and writes are discarded.
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
