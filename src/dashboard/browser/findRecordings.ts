import type { ListedRecording } from "../explore/listedRecording.js";
import type { RecordingPage } from "../explore/searchRecordings.js";
import { ask } from "./ask.js";

/** Filters for recordings; an empty text matches all. */
export interface RecordingFilter {
  readonly text: string;
  readonly emotion: string;
  readonly gender: string;
  readonly speaker: string;
}

/** The start of a page: after another page, near a key, or at the first recording. */
export interface PageStart {
  readonly after?: string;
  readonly near?: string;
}

/**
 * A page of a run's recordings. The server searches a few thousand recordings per request, so rare ones take several
 * requests.
 *
 * @param path     of the run in the API
 * @param isWanted checked between requests: whether the page is still needed
 */
export async function findRecordings(
  path: string,
  filter: Partial<RecordingFilter>,
  start: PageStart,
  limit: number,
  isWanted = (): boolean => true,
): Promise<RecordingPage> {
  const recordings: ListedRecording[] = [];
  for (let from = start; ;) {
    const given = Object.entries({ ...filter, ...from }).filter(([, value]) => value !== "");
    const query = new URLSearchParams([...given, ["limit", String(limit - recordings.length)]]).toString();
    const page = (await ask(`${path}/recordings?${query}`)) as RecordingPage;
    recordings.push(...page.recordings);
    const { next } = page;
    if (next === null || recordings.length === limit || !isWanted()) return { recordings, next };
    from = { after: next };
  }
}

/** Number of recordings examined from a random position when drawing one. */
const drawnFrom = 25;

/**
 * A matching recording, drawn at random from those that follow a random position.
 *
 * @param sample drawn uniformly from all of the run's recordings
 */
export async function randomRecording(
  path: string,
  filter: Partial<RecordingFilter>,
  sample: readonly ListedRecording[],
): Promise<ListedRecording | undefined> {
  const near = drawn(sample)?.key;
  let { recordings } = await findRecordings(path, filter, near === undefined ? {} : { near }, drawnFrom);
  if (recordings.length === 0) ({ recordings } = await findRecordings(path, filter, {}, drawnFrom));
  return drawn(recordings);
}

function drawn<T>(items: readonly T[]): T | undefined {
  return items[Math.floor(Math.random() * items.length)];
}
