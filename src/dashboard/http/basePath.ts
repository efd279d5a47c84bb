import type { Request, RequestHandler } from "express";
import { withBase } from "./withBase.js";

/** A path such as /ser or /tools/ser, as it may stand in a page. */
const pathPattern = /^(?:\/[A-Za-z0-9._~-]+)+$/;

/** Whether a text is a path that the dashboard can be served below. */
export function isBasePath(text: string): boolean {
  return pathPattern.test(text);
}

/**
 * Serves everything below a path, for a proxy that serves the dashboard as part of a site: `--base-path`, or what a
 * trusted proxy names in X-Forwarded-Prefix. Requests are understood with the path and without it, so it does not matter
 * whether the proxy takes it off. Links of pages, redirects and Location headers get it.
 *
 * @param configured such as "/ser"; undefined: the proxy says
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

/** Where the request's dashboard is served below; "" at the root. */
export function baseOf(locals: Readonly<Record<string, unknown>>): string {
  return typeof locals["base"] === "string" ? locals["base"] : "";
}

/** What a trusted proxy took off the path; "" from any other. */
function forwardedPrefix(request: Request): string {
  const trusts = request.app.get("trust proxy fn") as (address: string, hop: number) => boolean;
  const prefix = (request.get("x-forwarded-prefix") ?? "").replace(/\/+$/, "");
  return isBasePath(prefix) && trusts(request.socket.remoteAddress ?? "", 0) ? prefix : "";
}
