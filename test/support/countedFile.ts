import { fileInMemory, type FileRange, type RangedFile } from "../../src/audio/rangedFile.js";
import { firstBytes, lastBytes, readAudioInput, type AudioInput } from "../../src/audio/audioInput.js";

/** A file in memory that counts the reads. */
export interface CountedFile extends RangedFile {
  readonly requests: number;
  readonly bytes: number;
  readonly wholeReads: number;
}

export function countedFile(content: Uint8Array): CountedFile {
  const file = fileInMemory(content);
  const counts = { requests: 0, bytes: 0, wholeReads: 0 };
  const counted: CountedFile = {
    get requests() {
      return counts.requests;
    },
    get bytes() {
      return counts.bytes;
    },
    get wholeReads() {
      return counts.wholeReads;
    },
    async read(stretch): Promise<FileRange> {
      const answer = await file.read(stretch);
      counts.requests += 1;
      counts.bytes += answer.bytes.length;
      return answer;
    },
    readRanges: async (ranges) => Promise.all(ranges.map(async (range) => counted.read(range))),
    async readAll() {
      counts.requests += 1;
      counts.wholeReads += 1;
      counts.bytes += content.length;
      return file.readAll();
    },
  };
  return counted;
}

/** Reads a file's audio as the extraction worker does: first and last bytes in parallel, then the missing parts. */
export async function readFrom(file: RangedFile, maxDurationSec = 360): Promise<AudioInput> {
  const [first, last] = await Promise.all([
    file.read({ start: 0, length: firstBytes }),
    file.read({ last: lastBytes }),
  ]);
  return readAudioInput(file, first, last, { maxDurationSec });
}
