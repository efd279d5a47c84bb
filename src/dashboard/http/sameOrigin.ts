import type { RequestHandler } from "express";
import { ProblemError } from "./problem.js";

const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);

export function isLoopback(host: string): boolean {
  return loopbackNames.has(host);
}

/** Conditions for using the server without a password. */
export interface OpenAccess {
  /** no login is required */
  readonly isOpen: boolean;
  /** accepted host names in addition to loopback's and its own address, lower case, without port */
  readonly hosts?: readonly string[] | undefined;
}

/**
 * Keeps other sites' pages, open in the same browser, from using this server:
 * - a request that changes something must come from one of the dashboard's pages (or from no page at all);
 * - without a login, it responds only under known host names, whatever address it is bound to. A site can let its own
 *   name resolve to this server (DNS rebinding), and its pages could then read everything.
 */
export function sameOrigin({ isOpen, hosts = [] }: OpenAccess): RequestHandler {
  return (request, _response, next) => {
    const host = (request.host as string | undefined) ?? ""; // a trusted proxy passes on the host name that the browser used
    const name = hostName(host);
    if (isOpen && !isLoopback(name) && name !== localName(request.socket.localAddress) && !hosts.includes(name))
      throw new ProblemError(
        "cross-origin",
        `this server accepts requests for localhost and its own address, not for ${host}; SER_DASHBOARD_HOSTS adds names`,
      );
    const origin = request.get("origin");
    const site = request.get("sec-fetch-site") ?? "none";
    const isSafe = request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS";
    if (!isSafe && site !== "none" && site !== "same-origin")
      throw new ProblemError("cross-origin", "a page of another site is not allowed to make requests to this server");
    if (!isSafe && origin !== undefined && !isOwn(origin, host))
      throw new ProblemError("cross-origin", `a page of ${origin} is not allowed to make requests to this server`);
    next();
  };
}

/** The local address of a connection, as written in a URL. */
function localName(address = ""): string {
  const plain = address.replace(/^::ffff:/, "");
  return plain.includes(":") ? `[${plain}]` : plain;
}

function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

function isOwn(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}
