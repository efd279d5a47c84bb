import type { RequestHandler } from "express";
import { ProblemError } from "./problem.js";

const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);

export function isLoopback(host: string): boolean {
  return loopbackNames.has(host);
}

/**
 * Keeps other sites' pages, open in the same browser, from using this server:
 * - a request that changes something must come from one of its own pages (or from no page at all);
 * - without a login, it answers only to a loopback name, so that a name on the net cannot be pointed at it.
 */
export function sameOrigin(isOpen: boolean): RequestHandler {
  return (request, _response, next) => {
    const host = request.get("host") ?? "";
    if (isOpen && !isLoopback(hostName(host)))
      throw new ProblemError(
        "cross-origin",
        `this server accepts requests for localhost and 127.0.0.1, not for ${host}`,
      );
    const origin = request.get("origin");
    const isSafe = request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS";
    if (!isSafe && origin !== undefined && !isOwn(origin, host))
      throw new ProblemError("cross-origin", `a page of ${origin} is not allowed to make requests to this server`);
    next();
  };
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

function isOwn(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
