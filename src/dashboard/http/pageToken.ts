import { randomBytes, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { baseOf } from "./basePath.js";
import { ProblemError } from "./problem.js";

export const tokenHeader = "x-ser-token";

/** Bull Board's pages use axios, which sends this cookie's value back in this header. */
const boardCookie = "XSRF-TOKEN";
const boardHeader = "x-xsrf-token";

/** A token that this server writes into its own pages, so that a request with it comes from one of them. */
export class PageToken {
  readonly value = randomBytes(18).toString("base64url");

  /**
   * Accepts requests from this server's pages and from programs: programs send neither `Origin` nor `Sec-Fetch-Site`,
   * which no page can keep its browser from sending.
   */
  readonly required: RequestHandler = (request, _response, next) => {
    const isFromPage = request.get("origin") !== undefined || request.get("sec-fetch-site") !== undefined;
    const isSafe = request.method === "GET" || request.method === "HEAD";
    const given = request.get(tokenHeader) ?? request.get(boardHeader) ?? "";
    if (!isSafe && isFromPage && !this.#matches(given))
      throw new ProblemError("cross-origin", "the page is older than the server: reload it");
    next();
  };

  /** Sends the token to Bull Board's pages as a cookie, since we do not render them. */
  readonly forBoard: RequestHandler = (request, response, next) => {
    if (request.method === "GET")
      response.cookie(boardCookie, this.value, {
        path: `${baseOf(response.locals)}${request.baseUrl}`,
        sameSite: "strict",
      });
    next();
  };

  #matches(given: string): boolean {
    const [a, b] = [Buffer.from(given), Buffer.from(this.value)];
    return a.length === b.length && timingSafeEqual(a, b);
  }
}
