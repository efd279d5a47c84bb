import { statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { UsageError } from "../shared/errors.js";
import { seededRandom } from "../evaluation/seededRandom.js";
import { RecordingReader } from "../audio/recordingReader.js";
import { formatOfName } from "../audio/formats.js";
import { drawPicture } from "../picture/drawPicture.js";
import type { S3Settings } from "../shared/objects/s3/client.js";
import { openObjectStore } from "../shared/objects/openObjectStore.js";
import { analyse } from "../picture/analyse.js";
import { chooseRecording, type Wanted } from "./chooseRecording.js";
import { pictureStyle } from "../picture/pictureStyle.js";
import { pngOf } from "../picture/pngOf.js";

export interface PlotSettings {
  /** a directory, s3://bucket/prefix, or one recording in either */
  readonly source: string;
  readonly wanted: Wanted;
  /** output file; its extension gives the format */
  readonly out: string;
  /** Hz to analyse at */
  readonly sampleRate: number | "native";
  /** seed of the random choice; the same seed chooses the same recording */
  readonly seed: number;
  readonly maxBytes: number;
  readonly s3?: S3Settings;
  /** follow symbolic links out of the directory. @defaultValue false */
  readonly followLinks?: boolean;
}

/** px; the height follows from the panels */
const width = 960;

/** Maximum bytes fetched of a recording. */
const maxDurationSec = 60;

/**
 * Draws one recording with all its descriptors over time.
 *
 * @returns the key of the recording drawn
 * @throws UsageError if the picture is neither SVG nor PNG, or gender or emotion is given for a single recording;
 *   InputError as chooseRecording, RecordingReader and analyse
 */
export async function plot(settings: PlotSettings): Promise<string> {
  const { source, wanted, out, sampleRate, seed, maxBytes, s3, followLinks } = settings;
  const format = formatOf(out);
  const { place, file } = placeOf(source);
  if (file !== undefined && (wanted.gender ?? wanted.emotion) !== undefined)
    throw new UsageError(
      `${source}: --gender and --emotion need a directory or prefix to choose from, not one recording`,
    );
  const store = await openObjectStore(place, { ...s3, followLinks });
  try {
    const key = file ?? (await chooseRecording(store, wanted, seededRandom(seed)));
    const { sound } = await new RecordingReader(store, { maxBytes }).fetch(key, { maxDurationSec });
    const recording = await analyse(sound, sampleRate);
    const { svg } = drawPicture(recording, { width, title: key, style: pictureStyle });
    await writeFile(out, format === "svg" ? svg.text : await pngOf(svg.text));
    return key;
  } finally {
    await store.close();
  }
}

function formatOf(out: string): "svg" | "png" {
  const extension = out.split(".").at(-1)!.toLowerCase();
  if (extension === "svg" || extension === "png") return extension;
  throw new UsageError(`--out ${out}: a picture is written as .svg or .png`);
}

function isLocalFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** A name with a recording's extension means that recording, and so does an existing file of any name. */
function placeOf(source: string): { readonly place: string; readonly file?: string } {
  const slash = source.lastIndexOf("/");
  const file = source.slice(slash + 1);
  const isFile = formatOfName(file) !== undefined || isLocalFile(source);
  if (!isFile) return { place: source };
  return { place: slash < 0 ? "." : source.slice(0, slash) || "/", file };
}
