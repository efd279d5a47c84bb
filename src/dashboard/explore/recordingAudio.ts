import type { Request, Response } from "express";
import { formatOfName, readableFormats } from "../../audio/formats.js";
import { sniffFormat } from "../../audio/sniffFormat.js";
import { labelsOfName } from "../../corpus/dataSets.js";
import { segmentOfKey } from "../../corpus/labelsFile/segmentKey.js";
import type { Services } from "../../runs/services.js";
import { PromiseCache } from "../../shared/async/promiseCache.js";
import type { ObjectStore } from "../../shared/objects/objectStore.js";
import { isSafeKey } from "../../shared/objects/safeKey.js";
import { ProblemError } from "../http/problem.js";

/** A long recording is sent in chunks of this size, to limit memory. */
const pieceBytes = 512 * 1024;

/** Enough of a file to recognise its format. */
const headBytes = 4_096;

/** Sends recordings from the sources of runs, whole or the requested range, and nothing else. */
export class RecordingAudio {
  readonly #runs: Services["runs"];
  readonly #openObjects: Services["openObjects"];
  readonly #opened = new PromiseCache<ObjectStore>();

  constructor({ runs, openObjects }: Pick<Services, "runs" | "openObjects">) {
    this.#runs = runs;
    this.#openObjects = openObjects;
  }

  async send(run: string, key: string, request: Request, response: Response): Promise<void> {
    const record = await this.#runs.require(run);
    const { settings } = record;
    const file = settings.labels === null ? key : (segmentOfKey(key)?.file ?? key);
    // A labels file may name any file, so its content is checked to be audio before any of it is sent.
    const isRecording =
      settings.labels === null ? labelsOfName(key, settings).kind === "recording" : formatOfName(file) !== undefined;
    if (!isSafeKey(file) || !isRecording)
      throw new ProblemError("not-found", `${JSON.stringify(key)}: no recording of run ${run}`);
    await this.sendFrom(settings.source, file, request, response);
  }

  /**
   * Sends a file of a source; the caller has checked that it is allowed.
   *
   * @throws ProblemError "unsupported-audio" if its content is not audio, whatever its name
   */
  async sendFrom(source: string, key: string, request: Request, response: Response): Promise<void> {
    const store = await this.open(source);
    const { bytes: head, size, etag } = await store.getRange(key, { start: 0, length: headBytes });
    const found = sniffFormat(head);
    if (found.kind !== "readable")
      throw new ProblemError("unsupported-audio", `${JSON.stringify(key)}: expected ${readableFormats}`);
    const range = readRange(request.get("range"), size);
    response.set({
      "Accept-Ranges": "bytes",
      "Content-Type": found.format.mimeTypes[0],
    });
    if (range === "unsatisfiable") {
      response.status(416).set("Content-Range", `bytes */${size}`).end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: size };
    if (range !== undefined) response.status(206).set("Content-Range", `bytes ${start}-${end - 1}/${size}`);
    response.set("Content-Length", String(end - start));
    for (let at = start; at < end && !response.destroyed;) {
      const { bytes } = await store.getRange(
        key,
        { start: at, length: Math.min(pieceBytes, end - at) },
        { ifMatch: etag },
      );
      at += bytes.length;
      if (!response.write(bytes)) await drained(response);
    }
    response.end();
  }

  async close(): Promise<void> {
    await Promise.allSettled((await this.#opened.loaded()).map(async (store) => store.close()));
  }

  /** The store of a source, opened once and cached. */
  async open(source: string): Promise<ObjectStore> {
    return this.#opened.get(source, async () => this.#openObjects(source));
  }
}

/**
 * Parses a single byte range; anything else is ignored, as RFC 9110, 14.2 requires.
 *
 * @returns undefined for the whole file
 */
export function readRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | "unsatisfiable" | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  return start < size && start < end ? { start, end } : "unsatisfiable";
}

async function drained(response: Response): Promise<void> {
  if (response.destroyed) return; // it will emit no more events
  await new Promise<void>((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });
}
