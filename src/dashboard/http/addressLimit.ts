import { isIPv6 } from "node:net";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";

/** How much one address may do within a time that begins with the first of it. */
export class AddressLimit {
  readonly #limiter: RateLimiterMemory;
  readonly #most: number;

  constructor(most: number, withinSec: number) {
    this.#most = most;
    this.#limiter = new RateLimiterMemory({ points: most, duration: withinSec });
  }

  /**
   * Counts `amount` more of the address.
   *
   * @returns seconds until it may do so again; undefined while it is within the limit
   */
  async add(address: string, amount = 1): Promise<number | undefined> {
    const counted = await this.#limiter.penalty(blockOf(address), amount);
    return counted.consumedPoints > this.#most ? secondsLeft(counted) : undefined;
  }

  /** @returns seconds until the address may do more; undefined while it has not used up its limit */
  async used(address: string): Promise<number | undefined> {
    const counted = await this.#limiter.get(blockOf(address));
    return counted !== null && counted.consumedPoints >= this.#most ? secondsLeft(counted) : undefined;
  }
}

function secondsLeft({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}

/**
 * A client usually controls a whole IPv6 /64 (RFC 6177), so it counts as one address. An IPv4 address that a socket
 * of both kinds writes as IPv6 counts as itself.
 */
export function blockOf(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.replace(/%.*$/, "").toLowerCase().split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const groups = [...first, ...new Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0"), ...last];
  return groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(":");
}
