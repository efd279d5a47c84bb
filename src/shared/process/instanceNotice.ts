import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Logger } from "../logger.js";

/** Address of the EC2 instance metadata service. */
export const instanceMetadataUrl = "http://169.254.169.254";

/** The interval recommended by Amazon; a notice comes two minutes ahead. */
const pollIntervalMs = 5_000;
const answerWithinMs = 2_000;
const tokenLifetimeSec = 21_600;

const spotActionSchema = z.object({ action: z.string(), time: z.string() });

/** Why this machine is terminated: EC2 reclaims its spot capacity, or its Auto Scaling group scales in. */
export type InstanceNotice =
  | {
      readonly reason: "spot-interruption";
      /** terminate, stop or hibernate */
      readonly action: string;
      /** ISO 8601, UTC */
      readonly time: string;
    }
  | { readonly reason: "scale-in" };

export interface NoticePolling {
  readonly metadataUrl: string;
  readonly logger: Pick<Logger, "warn">;
  readonly stop: AbortSignal;
  /** @defaultValue 5 s */
  readonly everyMs?: number;
}

/**
 * Waits until EC2 announces that it will interrupt or terminate this instance.
 *
 *     spot/instance-action                404, then {"action": "terminate", "time": …}: two minutes are left
 *     autoscaling/target-lifecycle-state  404 outside a group; InService, then Terminated: the group's lifecycle hook
 *                                         holds the machine for as long as it was told
 *
 * A rebalance recommendation is left to the group: with capacity rebalancing on, it starts a replacement first and ends
 * this machine afterwards, which shows here as Terminated. Stopping at the recommendation would waste a machine that
 * may run for hours.
 *
 * If the metadata service does not respond, polling continues: a warning is logged, and the worker keeps running.
 *
 * @returns the announcement; undefined if `stop` is aborted first Source: EC2 user guide, "Spot Instance interruption
 * notices" and "Use IMDSv2"; EC2 Auto Scaling user guide, "Retrieve the target lifecycle state through instance
 * metadata".
 */
export async function instanceNotice(polling: NoticePolling): Promise<InstanceNotice | undefined> {
  const { metadataUrl, logger, stop, everyMs = pollIntervalMs } = polling;
  const metadata = new Metadata(metadataUrl, stop);
  let hasWarned = false;
  const isStopped = (): boolean => stop.aborted;
  while (!isStopped()) {
    try {
      const notice = await currentNotice(metadata);
      if (notice !== undefined) return notice;
    } catch (error) {
      if (!hasWarned && !isStopped())
        logger.warn({ error: String(error) }, "no response from EC2's instance metadata: is this EC2?");
      hasWarned = true;
    }
    await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
  return undefined;
}

/** Check the interruption first: it leaves the least time. */
async function currentNotice(metadata: Metadata): Promise<InstanceNotice | undefined> {
  const action = await metadata.read("spot/instance-action");
  if (action !== undefined)
    return { reason: "spot-interruption", ...spotActionSchema.parse(JSON.parse(action) as unknown) };
  const target = await metadata.read("autoscaling/target-lifecycle-state");
  return target?.trim() === "Terminated" ? { reason: "scale-in" } : undefined;
}

/** The instance metadata service, version 2: each request needs a token. */
class Metadata {
  readonly #url: string;
  readonly #stop: AbortSignal;
  #token: string | undefined;

  constructor(url: string, stop: AbortSignal) {
    this.#url = url;
    this.#stop = stop;
  }

  /**
   * @returns the text at this path; undefined if there is nothing, or the token has just expired
   * @throws Error if the service does not respond, or with another status than 200, 401 and 404
   */
  async read(path: string): Promise<string | undefined> {
    this.#token ??= await this.#newToken();
    const response = await this.#ask(`latest/meta-data/${path}`, {
      headers: { "x-aws-ec2-metadata-token": this.#token },
    });
    const text = await response.text();
    if (response.ok) return text;
    if (response.status === 401) this.#token = undefined;
    else if (response.status !== 404) throw new Error(`${path}: status ${response.status}`);
    return undefined;
  }

  async #newToken(): Promise<string> {
    const response = await this.#ask("latest/api/token", {
      method: "PUT",
      headers: { "x-aws-ec2-metadata-token-ttl-seconds": String(tokenLifetimeSec) },
    });
    if (!response.ok) throw new Error(`no metadata token: status ${response.status}`);
    return response.text();
  }

  async #ask(path: string, request: RequestInit): Promise<Response> {
    const signal = AbortSignal.any([this.#stop, AbortSignal.timeout(answerWithinMs)]);
    return fetch(`${this.#url}/${path}`, { ...request, signal });
  }
}
