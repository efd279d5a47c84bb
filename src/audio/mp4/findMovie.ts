import { InputError } from "../../shared/errors.js";
import type { RangeCache } from "../rangeCache.js";
import type { RangedFile } from "../rangedFile.js";
import { ForeignSoundError } from "../foreignSound.js";
import { corrupt, largestHeader, readBoxHeader } from "./box.js";
import { truncated } from "./sampleTable.js";

/** Bytes to read when a box's header is not in the cache. */
const stepBytes = 4096;

/** Files have three or four boxes at the top level, fragmented ones two every few seconds. */
const maxSteps = 64;

const knownTypes: ReadonlySet<string> = new Set(
  "ftyp styp moov mdat free skip wide uuid moof mfra sidx ssix meta udta pnot pdin emsg prft bloc meco".split(" "),
);

/**
 * Walks along the boxes of a file to its index, reading only their headers.
 *
 * @param cache bytes read so far; those read here are added
 * @returns the content of the moov box
 * @throws InputError "truncated-audio" if the file ends within a box or before its index, "corrupt-audio" if a box's
 *   size or type is invalid
 */
export async function findMovie(file: RangedFile, cache: RangeCache, size: number): Promise<Uint8Array> {
  let moov: Uint8Array | undefined;
  let at = 0;
  for (let step = 0; step < maxSteps && at < size; step++) {
    const length = Math.min(largestHeader, size - at);
    let bytes = cache.get(at, length);
    if (bytes === undefined) {
      // Boxes after the index are checked only as far as they are cached: enough to see whether mdat is complete.
      if (moov !== undefined) return moov;
      cache.add(await file.read({ start: at, length: stepBytes }));
      bytes = cache.get(at, length) ?? new Uint8Array(0);
    }
    const header = readBoxHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
    if (header === undefined) throw truncated(at + largestHeader, size);
    if (!knownTypes.has(header.type)) {
      if (moov !== undefined) return moov; // whatever follows, the index was found
      throw corrupt(`a box of type ${JSON.stringify(header.type)} at byte ${at}`);
    }
    const end = header.size === Infinity ? size : at + header.size;
    if (end - at < header.headerBytes) throw corrupt(`${header.type} box of ${end - at} bytes`);
    if (end > size) throw cut(header.type, end, size);
    if (header.type === "moov") moov = await readMovie(file, cache, at + header.headerBytes, end, size);
    if (header.type === "moof") throw new ForeignSoundError("fragmented MP4 file (moof)");
    at = end;
  }
  if (moov !== undefined) return moov;
  throw at < size
    ? corrupt(`no index (moov) among its first ${maxSteps} boxes`)
    : new InputError("truncated-audio", `truncated MP4 file: ${size} bytes without an index (moov)`);
}

/** The index, and the header of the box after it. */
async function readMovie(
  file: RangedFile,
  cache: RangeCache,
  start: number,
  end: number,
  size: number,
): Promise<Uint8Array> {
  if (cache.get(start, end - start) === undefined)
    cache.add(await file.read({ start, length: Math.min(size, end + 2 * largestHeader) - start }));
  const moov = cache.get(start, end - start);
  if (moov === undefined) throw truncated(end, size);
  return moov;
}

function cut(type: string, end: number, size: number): InputError {
  return new InputError(
    "truncated-audio",
    `truncated MP4 file: its ${type} box ends at byte ${end}, the file at byte ${size}`,
  );
}
