import type { SpeakerSet } from "../../shared/report.js";

/** Under this name a run's model of a set is stored. */
export function modelBlob(set: SpeakerSet): string {
  return `model-${set}`;
}
