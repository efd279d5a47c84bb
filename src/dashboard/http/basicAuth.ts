import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { AddressLimit, blockOf } from "./addressLimit.js";
import { problemOf, ProblemError, sendProblem } from "./problem.js";

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** People make a few typing errors; guessing by machine needs millions of attempts. */
const maxRejected = 10;
const withinSec = 15 * 60;

/** Limit on guesses from all addresses: an attacker with many addresses gets at most ten thousand a day. */
const maxRejectedInTotal = 100;

/** Number of addresses remembered for having sent the right password. */
const maxKnown = 10_000;

/**
 * HTTP basic authentication (RFC 7617). The comparison takes constant time.
 *
 * An address with too many wrong passwords gets 429, whatever it sends: checking one more guess would mean checking
 * all. Other addresses are not affected. A request without credentials, which browsers send first, is not a guess.
 *
 * Guesses from many addresses have a common limit. Once it is reached, only addresses that have sent the right password
 * before are served, so that an attack does not lock out users at work.
 *
 * @param rejected limit of each address
 * @param rejectedInTotal limit of all addresses together that have not logged in yet
 * @throws ProblemError "too-many"
 */
export function basicAuth(
  login: Login,
  rejected = new AddressLimit(maxRejected, withinSec),
  rejectedInTotal = new AddressLimit(maxRejectedInTotal, withinSec),
): RequestHandler {
  const expected = digest(`${login.user}:${login.password}`);
  const known = new Set<string>();
  return async (request, response, next) => {
    const address = request.ip ?? "";
    const authorization = request.get("authorization");
    const [, encoded = ""] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "") ?? [];
    const isRight = timingSafeEqual(digest(Buffer.from(encoded, "base64").toString("utf8")), expected);
    const isWrong = !isRight && authorization !== undefined;
    const waitSec = await (isWrong ? rejected.add(address) : rejected.used(address));
    if (waitSec !== undefined)
      throw new ProblemError("too-many", "too many wrong passwords from this address", waitSec);
    if (authorization !== undefined && !known.has(blockOf(address))) {
      const allWaitSec = await (isWrong ? rejectedInTotal.add(everybody) : rejectedInTotal.used(everybody));
      if (allWaitSec !== undefined) throw new ProblemError("too-many", "too many wrong passwords", allWaitSec);
    }
    if (isRight) {
      if (known.size < maxKnown) known.add(blockOf(address));
      next();
      return;
    }
    response.set("WWW-Authenticate", 'Basic realm="speech-emotion-workers", charset="UTF-8"');
    sendProblem(response, problemOf("unauthorized", "user and password are needed: SER_DASHBOARD_USER and _PASSWORD"));
  };
}

/** The key that counts all addresses together. */
const everybody = "all";

/** Hashes have equal lengths, as timingSafeEqual requires. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
