import { promisify } from "node:util";
import type { Request, Response } from "express";
import multer, { MulterError } from "multer";
import { blockOf } from "./addressLimit.js";
import { ProblemError } from "./problem.js";

/** Limits on uploads while they are read: they are buffered in memory. */
export interface UploadReading {
  readonly atOnce: number;
  /** from one address */
  readonly atOncePerAddress: number;
  /** minimum rate; slower uploads are aborted */
  readonly slowest: { readonly bytes: number; readonly withinMs: number };
}

/** The slowest accepted upload has 4 kB per second: a telephone call has twice as much. */
export const usualUploadReading: UploadReading = {
  atOnce: 8,
  atOncePerAddress: 4,
  slowest: { bytes: 40_000, withinMs: 10_000 },
};

/** Fields other than the file are a word or a number. */
const maxFieldBytes = 1_000;

/**
 * Reads a multipart form with one file, `file`, into memory.
 *
 * @throws ProblemError "too-large" as soon as the limit is exceeded, "busy" while too many others are being read,
 *   "too-slow"
 */
export function readUpload(
  maxBytes: number,
  { atOnce, atOncePerAddress, slowest }: UploadReading = usualUploadReading,
): (request: Request, response: Response) => Promise<void> {
  const limits = { fileSize: maxBytes, files: 1, fields: 10, fieldSize: maxFieldBytes };
  const read = promisify(multer({ storage: multer.memoryStorage(), limits }).single("file"));
  const tooLarge = `the file is larger than the limit of ${maxBytes} bytes`;
  // The form around the file is a few hundred bytes.
  const maxRequestBytes = maxBytes + 10 * maxFieldBytes;
  const underWay: string[] = []; // their addresses
  return async (request, response) => {
    if (Number(request.get("content-length") ?? 0) > maxRequestBytes) throw new ProblemError("too-large", tooLarge);
    const address = blockOf(request.ip ?? "");
    if (underWay.length >= atOnce)
      throw new ProblemError("busy", `${underWay.length} uploads are already in progress; try again shortly`);
    if (underWay.filter((each) => each === address).length >= atOncePerAddress)
      throw new ProblemError(
        "busy",
        `${atOncePerAddress} uploads from your address are already in progress; try again shortly`,
      );
    underWay.push(address);
    const rate = new RateWatch(request, slowest);
    // multer reads a rejected form to its end, which a body without Content-Length may never reach.
    const tooLong = lengthBeyond(request, maxRequestBytes, new ProblemError("too-large", tooLarge));
    try {
      await Promise.race([read(request, response), rate.tooSlow, tooLong]);
    } catch (error) {
      if (error instanceof ProblemError) {
        response.set("Connection", "close").once("finish", () => request.destroy());
        throw error;
      }
      if (!(error instanceof MulterError))
        throw new ProblemError("bad-payload", `malformed form: ${(error as Error).message}`);
      if (error.code === "LIMIT_FILE_SIZE") throw new ProblemError("too-large", tooLarge);
      throw new ProblemError("bad-payload", `${error.message}: expected one file in the field "file"`);
    } finally {
      rate.stop();
      underWay.splice(underWay.indexOf(address), 1);
    }
  };
}

/** Rejects with `problem` as soon as a request body is longer than `maxRequestBytes`. */
async function lengthBeyond(request: Request, maxRequestBytes: number, problem: ProblemError): Promise<never> {
  return new Promise((_, reject) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxRequestBytes) reject(problem);
    });
  });
}

/** Monitors the rate of a request body. */
class RateWatch {
  /** Rejects when the request has become too slow. */
  readonly tooSlow: Promise<never>;
  #timer: NodeJS.Timeout | undefined;

  constructor({ socket }: Request, { bytes, withinMs }: UploadReading["slowest"]) {
    let before = socket.bytesRead;
    this.tooSlow = new Promise((_, reject) => {
      this.#timer = setInterval(() => {
        if (socket.bytesRead - before < bytes)
          reject(new ProblemError("too-slow", `fewer than ${bytes} bytes arrived within ${withinMs / 1_000} s`));
        before = socket.bytesRead;
      }, withinMs);
    });
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

/** @throws ProblemError "bad-payload" if the form has no file */
export function uploadedFile(request: Request): { readonly bytes: Uint8Array; readonly name: string } {
  if (request.file === undefined)
    throw new ProblemError("bad-payload", 'the form has no file: expected one in the field "file"');
  return { bytes: request.file.buffer, name: request.file.originalname };
}
