import { promisify } from "node:util";
import type { Request, Response } from "express";
import multer, { MulterError } from "multer";
import { ProblemError } from "./problem.js";

/** Uploads are buffered in memory on their way to Redis: limit how many at once. */
const uploadsAtOnce = 8;

/** Fields beside the file are a word or a number. */
const maxFieldBytes = 1_000;

/**
 * Reads a multipart form with one file, `file`, into memory.
 *
 * @throws ProblemError "too-large" as soon as that shows, "busy" while too many others are being read
 */
export function readUpload(maxBytes: number): (request: Request, response: Response) => Promise<void> {
  const limits = { fileSize: maxBytes, files: 1, fields: 10, fieldSize: maxFieldBytes };
  const read = promisify(multer({ storage: multer.memoryStorage(), limits }).single("file"));
  const tooLarge = `the file is larger than the ${maxBytes} bytes that are read`;
  let underWay = 0;
  return async (request, response) => {
    // The form around the file is a few hundred bytes: what is much longer need not be read to be refused.
    if (Number(request.get("content-length") ?? 0) > maxBytes + 10 * maxFieldBytes)
      throw new ProblemError("too-large", tooLarge);
    if (underWay >= uploadsAtOnce)
      throw new ProblemError("busy", `${underWay} uploads are already in progress; try again shortly`);
    underWay += 1;
    try {
      await read(request, response);
    } catch (error) {
      if (!(error instanceof MulterError))
        throw new ProblemError("bad-payload", `malformed form: ${(error as Error).message}`);
      if (error.code === "LIMIT_FILE_SIZE") throw new ProblemError("too-large", tooLarge);
      throw new ProblemError("bad-payload", `${error.message}: expected one file in the field "file"`);
    } finally {
      underWay -= 1;
    }
  };
}

/** @throws ProblemError "bad-payload" where the form has no file */
export function uploadedFile(request: Request): { readonly bytes: Uint8Array; readonly name: string } {
  if (request.file === undefined)
    throw new ProblemError("bad-payload", 'the form has no file: expected one in the field "file"');
  return { bytes: request.file.buffer, name: request.file.originalname };
}
