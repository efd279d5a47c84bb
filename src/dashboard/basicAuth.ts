import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { problemOf, sendProblem } from "./problem.js";

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** Lets through who knows user and password (RFC 7617). How long it takes does not depend on how much of them is right. */
export function basicAuth(login: Login): RequestHandler {
  const expected = digest(`${login.user}:${login.password}`);
  return (request, response, next) => {
    const [, encoded = ""] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(request.get("authorization") ?? "") ?? [];
    const given = digest(Buffer.from(encoded, "base64").toString("utf8"));
    if (timingSafeEqual(given, expected)) {
      next();
      return;
    }
    response.set("WWW-Authenticate", 'Basic realm="speech-emotion-workers", charset="UTF-8"');
    sendProblem(response, problemOf("unauthorized", "user and password are needed: SER_DASHBOARD_USER and _PASSWORD"));
  };
}

/** Equal lengths, whatever was given: what timingSafeEqual needs. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
