import { randomBytes, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { baseOf } from "./basePath.js";
import { ProblemError } from "./problem.js";

export const tokenHeader = "x-ser-token";

/** Bull Board's pages ask by axios, which sends the value of this cookie back in this header. */
const boardCookie = "XSRF-TOKEN";
const boardHeader = "x-xsrf-token";

/** A word that this server writes into its own pages, so that a request which knows it comes from one of them. */
export class PageToken {
  readonly value = randomBytes(18).toString("base64url");

  /**
   * Accepts requests from this server's pages, and from programs: a program sends neither `Origin`
   * nor `Sec-Fetch-Site`, which no page can keep its browser from sending.
   */
  readonly required: RequestHandler = (request, _response, next) => {
    const isFromPage = request.get("origin") !== undefined || request.get("sec-fetch-site") !== undefined;
    const isSafe = request.method === "GET" || request.method === "HEAD";
    const given = request.get(tokenHeader) ?? request.get(boardHeader) ?? "";
    if (!isSafe && isFromPage && !this.#matches(given))
      throw new ProblemError("cross-origin", "the page is older than the server: reload it");
    next();
  };

  /** Gives the token to Bull Board's pages, which are not ours to write it into. */
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
