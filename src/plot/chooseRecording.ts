import { InputError } from "../shared/errors.js";
import type { RandomSource } from "../evaluation/seededRandom.js";
import { labelsOfName } from "../corpus/dataSets.js";
import type { Gender } from "../corpus/labels.js";
import type { ObjectStore } from "../shared/objects/objectStore.js";

/** Criteria for the recording to draw; empty criteria match any recording. */
export interface Wanted {
  readonly gender?: Gender;
  readonly emotion?: string;
}

/**
 * Chooses a matching recording uniformly at random, in one pass over the listing.
 *
 * @throws InputError "missing-object" if no recording matches; otherwise as ObjectStore
 */
export async function chooseRecording(store: ObjectStore, wanted: Wanted, random: RandomSource): Promise<string> {
  let chosen: string | undefined;
  let fitting = 0;
  let after: string | null = null;
  do {
    const { entries, next } = await store.listPage({ after });
    for (const { key } of entries) {
      if (!fits(key, wanted)) continue;
      fitting += 1;
      if (random.nextBelow(fitting) === 0) chosen = key;
    }
    after = next;
  } while (after !== null);
  if (chosen === undefined)
    throw new InputError("missing-object", `${store.source}: no recording ${describeWanted(wanted)}`);
  return chosen;
}

function fits(key: string, { gender, emotion }: Wanted): boolean {
  const name = labelsOfName(key);
  if (name.kind === "skip") return false;
  const { labels } = name;
  return (gender === undefined || labels.gender === gender) && (emotion === undefined || labels.emotion === emotion);
}

function describeWanted({ gender, emotion }: Wanted): string {
  const speaker = gender === undefined ? "" : ` of a ${gender}`;
  const mood = emotion === undefined ? "" : ` that is ${emotion}`;
  return `with sound${speaker}${mood}`;
}
