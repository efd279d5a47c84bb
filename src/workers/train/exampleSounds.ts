import type { AudioInput } from "../../audio/audioInput.js";
import { RecordingReader } from "../../audio/recordingReader.js";
import { segmentOfKey } from "../../corpus/labelsFile/segmentKey.js";
import type { RunRecord } from "../../runs/runRecord.js";
import type { Services } from "../../runs/services.js";
import type { Dataset } from "./dataset.js";
import { quantile } from "./durations.js";
import { labelsOfRows } from "./rowLabels.js";

/** A recording that stands for its class in the report. */
export interface ExampleSound {
  readonly emotion: string;
  readonly key: string;
  readonly speaker: string;
  readonly gender: string | undefined;
  readonly durationSec: number;
  readonly sound: AudioInput;
}

/** Length of each picture in seconds: about one sentence, about ten kilobytes. */
export const exampleSec = 4;

/** Maximum number of classes shown: keeps report.html below 1.5 MB. */
const maxExamples = 8;

const maxBytes = 50_000_000;

/**
 * Fetches one recording of each class, the one whose duration is nearest to the class's median. If the source can no
 * longer be read, the report only lacks its pictures.
 */
export async function exampleSounds(
  { openObjects, logger }: Pick<Services, "openObjects" | "logger">,
  run: RunRecord,
  dataset: Dataset,
  emotions: readonly string[],
): Promise<readonly ExampleSound[]> {
  const chosen = emotions.slice(0, maxExamples).flatMap((emotion) => typical(dataset, emotion) ?? []);
  try {
    const reader = new RecordingReader(await openObjects(run.settings.source), { maxBytes });
    try {
      return await Promise.all(
        chosen.map(async (example) => ({
          ...example,
          sound: (await reader.fetch(example.key, { maxDurationSec: exampleSec })).sound,
        })),
      );
    } finally {
      await reader.close();
    }
  } catch (error) {
    logger.warn({ run: run.name, error: String(error) }, "no pictures of examples: the source cannot be read");
    return [];
  }
}

function typical({ header }: Dataset, emotion: string): Omit<ExampleSound, "sound"> | undefined {
  const labels = labelsOfRows(header);
  const durations = header.durationsSec ?? [];
  // A segment would need only its part of the file's audio.
  const rows = header.keys.flatMap((key, row) =>
    labels[row]?.emotion === emotion && durations[row] !== undefined && segmentOfKey(key) === undefined ? [row] : [],
  );
  if (rows.length === 0) return undefined;
  const ascending = rows.map((row) => durations[row]!).sort((a, b) => a - b);
  const median = quantile(ascending, 0.5);
  const distance = (row: number): number => Math.abs(durations[row]! - median);
  const row = rows.reduce((best, each) => (distance(each) < distance(best) ? each : best));
  const { speaker, gender } = labels[row]!;
  return { emotion, key: header.keys[row]!, speaker, gender, durationSec: durations[row]! };
}
