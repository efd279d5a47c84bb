import type { Modality } from "../../corpus/labels.js";
import { modalities } from "../../corpus/ravdess.js";
import type { RedisClient } from "../../shared/redis/connectRedis.js";
import type { ListedFile } from "./fileBatch.js";

/** A file with the audio of a trial. */
export interface TrialCandidate extends ListedFile {
  readonly trial: string;
  readonly modality: Modality;
}

/*
 * A trial's files may be a million keys apart, with the audio-video one (01-…) before the audio-only one (03-…) that
 * should be used instead. So nothing is enqueued until the listing is complete; until then a hash keeps the best file
 * of each trial. Names distinguish only 2,880 trials (2 channels, 15 emotions with intensity, 2 statements, 2
 * repetitions, 24 actors), so the hash stays below a megabyte however large the bucket.
 *
 *     field 01-03-02-01-01-02    value "1" + key + NUL + ETag + NUL + size of an audio-only file, "2" + … of an audio-video one
 *
 * (the size is empty where it is unknown)
 *
 * The smallest value in byte order wins: audio-only before audio-video, then the first key. The result does not depend
 * on the order of listing, and offering a page again after a crash changes nothing.
 */
const rankOf: Readonly<Record<Modality, string>> = { "audio-only": "1", "audio-video": "2", "video-only": "3" };

/** Keeps the smallest value of each field. Lua's < compares by locale, so bytes are compared here. */
const keepLeast = `
local function less(a, b)
  local n = math.min(#a, #b)
  for i = 1, n do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then return x < y end
  end
  return #a < #b
end
for i = 1, #ARGV, 2 do
  local best = redis.call("HGET", KEYS[1], ARGV[i])
  if not best or less(ARGV[i + 1], best) then redis.call("HSET", KEYS[1], ARGV[i], ARGV[i + 1]) end
end`;

export async function offerTrials(
  redis: RedisClient,
  hash: string,
  candidates: readonly TrialCandidate[],
): Promise<void> {
  if (candidates.length === 0) return;
  const pairs = candidates.flatMap(({ trial, modality, key, etag, size = "" }) => [
    trial,
    `${rankOf[modality]}${key}\0${etag}\0${size}`,
  ]);
  await redis.eval(keepLeast, 1, hash, ...pairs);
}

/** @returns one file per trial, in byte order of their keys */
export async function chosenTrials(redis: RedisClient, hash: string): Promise<TrialCandidate[]> {
  const fields = await redis.hgetall(hash);
  return Object.entries(fields)
    .map(([trial, value]) => {
      const [key, etag, size] = value.slice(1).split("\0") as [string, string, string];
      return { trial, modality: modalityOf(value), key, etag, ...(size === "" ? {} : { size: Number(size) }) };
    })
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

function modalityOf(value: string): Modality {
  return modalities.find((modality) => rankOf[modality] === value[0])!;
}
