import { randomBytes, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { ProblemError } from "./problem.js";

export const tokenHeader = "x-ser-token";

/** A word that this server writes into its own pages, so that a request which knows it comes from one of them. */
export class PageToken {
  readonly value = randomBytes(18).toString("base64url");

  /**
   * Lets through what a page of this server asks, and what comes from no page at all: a program sends neither `Origin`
   * nor `Sec-Fetch-Site`, which no page can keep its browser from sending.
   */
  readonly required: RequestHandler = (request, _response, next) => {
    const isFromPage = request.get("origin") !== undefined || request.get("sec-fetch-site") !== undefined;
    const isSafe = request.method === "GET" || request.method === "HEAD";
    if (!isSafe && isFromPage && !this.#matches(request.get(tokenHeader) ?? ""))
      throw new ProblemError("cross-origin", "the page is from before the server's last start: load it again");
    next();
  };

  #matches(given: string): boolean {
    const [a, b] = [Buffer.from(given), Buffer.from(this.value)];
    return a.length === b.length && timingSafeEqual(a, b);
  }
}
