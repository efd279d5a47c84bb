import type { Request, RequestHandler } from "express";
import { withBase } from "./withBase.js";

/** A path such as /ser or /tools/ser, safe to embed in a page. */
const pathPattern = /^(?:\/[A-Za-z0-9._~-]+)+$/;

/** Whether a string is a valid base path of the dashboard. */
export function isBasePath(text: string): boolean {
  return pathPattern.test(text);
}

/**
 * Serves everything below a path, for a proxy that serves the dashboard as part of a site: `--base-path`, or what a
 * trusted proxy names in X-Forwarded-Prefix. Requests are accepted with and without the path, so it does not matter
 * whether the proxy strips it. Links in pages, redirects and Location headers include it.
 *
 * @param configured such as "/ser"; undefined: from the proxy's header
 */
export function basePath(configured: string | undefined): RequestHandler {
  return (request, response, next) => {
    const base = configured ?? forwardedPrefix(request);
    if (base !== "") {
      if (request.url === base || request.url.startsWith(`${base}/`) || request.url.startsWith(`${base}?`))
        request.url = `/${request.url.slice(base.length).replace(/^\//, "")}`;
      const send = response.send.bind(response);
      response.send = (body: unknown) => {
        const isPage =
          typeof body === "string" && String(response.getHeader("Content-Type") ?? "html").includes("html");
        return send(isPage ? withBase(body, base) : body);
      };
      const location = response.location.bind(response);
      response.location = (url: string) => location(url.startsWith("/") ? `${base}${url}` : url);
    }
    response.locals["base"] = base;
    next();
  };
}

/** The base path of the request's dashboard; "" at the root. */
export function baseOf(locals: Readonly<Record<string, unknown>>): string {
  return typeof locals["base"] === "string" ? locals["base"] : "";
}

/** The prefix that a trusted proxy stripped from the path; "" for any other client. */
function forwardedPrefix(request: Request): string {
  const trusts = request.app.get("trust proxy fn") as (address: string, hop: number) => boolean;
  const prefix = (request.get("x-forwarded-prefix") ?? "").replace(/\/+$/, "");
  return isBasePath(prefix) && trusts(request.socket.remoteAddress ?? "", 0) ? prefix : "";
}
