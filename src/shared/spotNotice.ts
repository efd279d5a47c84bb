import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Logger } from "./logger.js";

/** Where an EC2 instance asks about itself. */
export const instanceMetadataUrl = "http://169.254.169.254";

/** As Amazon advises; a notice comes two minutes ahead. */
const pollIntervalMs = 5_000;
const answerWithinMs = 2_000;
const tokenLifetimeSec = 21_600;

const noticeSchema = z.object({ action: z.string(), time: z.string() });
export type SpotNotice = z.infer<typeof noticeSchema>;

export interface SpotPolling {
  readonly metadataUrl: string;
  readonly logger: Pick<Logger, "warn">;
  readonly stop: AbortSignal;
  /** default 5 s */
  readonly everyMs?: number;
}

/**
 * Waits until EC2 announces that it takes this spot instance away.
 *
 * A metadata service that does not answer is asked again and again: one warning, not the end of a worker.
 *
 * @returns what will be done and when; undefined if `stop` is aborted first
 * Source: EC2 user guide, "Spot Instance interruption notices" and "Use IMDSv2".
 */
export async function spotNotice(polling: SpotPolling): Promise<SpotNotice | undefined> {
  const { metadataUrl, logger, stop, everyMs = pollIntervalMs } = polling;
  let token: string | undefined;
  let hasWarned = false;
  const isStopped = (): boolean => stop.aborted;
  while (!isStopped()) {
    try {
      token ??= await newToken(metadataUrl, stop);
      const response = await ask(`${metadataUrl}/latest/meta-data/spot/instance-action`, {
        headers: { "x-aws-ec2-metadata-token": token },
        signal: stop,
      });
      if (response.ok) return noticeSchema.parse(await response.json());
      if (response.status === 401)
        token = undefined; // it has run out
      else if (response.status !== 404) throw new Error(`status ${response.status}`); // 404: no notice
    } catch (error) {
      if (!hasWarned && !isStopped())
        logger.warn({ error: String(error) }, "no answer from EC2's instance metadata: is this EC2?");
      hasWarned = true;
    }
    await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
  return undefined;
}

async function newToken(metadataUrl: string, stop: AbortSignal): Promise<string> {
  const response = await ask(`${metadataUrl}/latest/api/token`, {
    method: "PUT",
    headers: { "x-aws-ec2-metadata-token-ttl-seconds": String(tokenLifetimeSec) },
    signal: stop,
  });
  if (!response.ok) throw new Error(`no metadata token: status ${response.status}`);
  return response.text();
}

async function ask(url: string, request: RequestInit & { signal: AbortSignal }): Promise<Response> {
  return fetch(url, { ...request, signal: AbortSignal.any([request.signal, AbortSignal.timeout(answerWithinMs)]) });
}
