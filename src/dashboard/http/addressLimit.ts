import { isIPv6 } from "node:net";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";

/** Rate limit per address, in a fixed window that begins with its first request. */
export class AddressLimit {
  readonly #limiter: RateLimiterMemory;
  readonly #max: number;

  constructor(max: number, withinSec: number) {
    this.#max = max;
    this.#limiter = new RateLimiterMemory({ points: max, duration: withinSec });
  }

  /**
   * Counts `amount` more for the address.
   *
   * @returns seconds until it may continue; undefined while it is within the limit
   */
  async add(address: string, amount = 1): Promise<number | undefined> {
    const counted = await this.#limiter.penalty(blockOf(address), amount);
    return counted.consumedPoints > this.#max ? secondsLeft(counted) : undefined;
  }

  /** @returns seconds until the address may continue; undefined while it has not reached its limit */
  async used(address: string): Promise<number | undefined> {
    const counted = await this.#limiter.get(blockOf(address));
    return counted !== null && counted.consumedPoints >= this.#max ? secondsLeft(counted) : undefined;
  }
}

function secondsLeft({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1_000));
}

/**
 * A client usually controls a whole IPv6 /64 (RFC 6177), so it counts as one address. An IPv4-mapped IPv6 address of a
 * dual-stack socket counts as the IPv4 address.
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
