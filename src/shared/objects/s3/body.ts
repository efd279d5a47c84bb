import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { UndiciHttpHandler } from "@smithy/undici-http-handler";
import type { Readable } from "node:stream";
import { untilAborted } from "../../async/untilAborted.js";
import { InputError } from "../../errors.js";
import type { ReadOptions } from "../objectStore.js";

/** Where the body of one GetObject goes. */
interface Destination {
  readonly maxBytes: number;
  readonly room: ReadOptions["room"] | undefined;
  /** The whole body, once an attempt has succeeded. */
  bytes?: Uint8Array;
}

/**
 * What a request carries besides its input. It travels on the input, under these symbols, because a client that caches its
 * middleware takes no options with a request.
 */
interface Companions {
  [signalOf]?: AbortSignal;
  [destinationOf]?: Destination;
}
const signalOf: unique symbol = Symbol("signal");
const destinationOf: unique symbol = Symbol("destination");

/**
 * Sends a command until a signal is aborted: that aborts its request, and no further attempt begins.
 *
 * @example await sendUntil(signal, new HeadObjectCommand({ Bucket, Key }), async (command) => client.send(command))
 */
export async function sendUntil<Command extends { readonly input: object }, Output>(
  signal: AbortSignal,
  command: Command,
  send: (command: Command) => Promise<Output>,
): Promise<Output> {
  Object.assign(command.input, { [signalOf]: signal } satisfies Companions);
  // The SDK's pause before another attempt does not end by itself.
  return untilAborted(send(command), signal);
}

/**
 * Gets an object, or a range of it, with its body in one buffer of exactly its length.
 *
 * @throws InputError `too-large`, what the SDK throws, or the signal's reason
 */
export async function getObject(
  client: S3Client,
  input: GetObjectCommandInput,
  signal: AbortSignal,
  { maxBytes = Infinity, room }: Pick<ReadOptions, "maxBytes" | "room">,
): Promise<GetObjectCommandOutput & { readonly bytes: Uint8Array }> {
  const destination: Destination = { maxBytes, room };
  const companions: Companions = { [destinationOf]: destination };
  const command = new GetObjectCommand({ ...input, ...companions });
  const output = await sendUntil(signal, command, async (each) => client.send(each));
  return { ...output, bytes: destination.bytes! };
}

/** A body that ended early or broke off. `$retryable` tells the SDK's retry strategy that another try may bring it whole. */
export class IncompleteBodyError extends Error {
  override readonly name = "IncompleteBody";
  readonly $retryable = {};
}

/**
 * Makes a client's requests obey their signal, and reads the body of GetObject inside the SDK's retry loop: a body that
 * breaks off is a failed attempt like any other. The SDK itself takes an attempt for successful once the headers are there.
 */
export const bodiesAndSignals: Parameters<S3Client["middlewareStack"]["use"]>[0] = {
  applyToStack(stack) {
    stack.add(
      (next) => async (args) => {
        const { [signalOf]: signal, [destinationOf]: destination } = args.input as Companions;
        signal?.throwIfAborted();
        const result = await next(args);
        if (destination !== undefined) destination.bytes = await collect(result.output as Output, destination, signal!);
        return result;
      },
      { name: "collectBody", step: "deserialize", priority: "high" },
    );
    stack.add(
      (next) => async (args) => {
        const signal = (args.input as Companions)[signalOf];
        if (signal !== undefined) signals.set(args.request as object, signal);
        return next(args);
      },
      { name: "attachSignal", step: "deserialize", priority: "low" },
    );
  },
};

type Output = Pick<GetObjectCommandOutput, "Body" | "ContentLength">;

/** By request, for the handler, which sees nothing else of a command. */
const signals = new WeakMap<object, AbortSignal>();

/** Aborts requests by the signal of their command, and sends none once it is destroyed. */
export class SignalHandler extends UndiciHttpHandler {
  #isDestroyed = false;

  override async handle(...[request, options]: Parameters<UndiciHttpHandler["handle"]>): Promise<Handled> {
    // Undici's handler would go on with the global dispatcher.
    if (this.#isDestroyed) throw new Error("the store is closed");
    const abortSignal = signals.get(request);
    return super.handle(request, abortSignal === undefined ? options : { ...options, abortSignal });
  }

  override destroy(): void {
    this.#isDestroyed = true;
    super.destroy();
  }
}

type Handled = Awaited<ReturnType<UndiciHttpHandler["handle"]>>;

/** @throws InputError `too-large`, IncompleteBodyError, or the signal's reason */
async function collect(
  { Body, ContentLength }: Output,
  { maxBytes, room }: Destination,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const body = Body as Readable;
  body.on("error", () => undefined); // it may fail while there is no room yet; reading it says so later
  try {
    // Only a proxy between us and S3 leaves the length out.
    if (ContentLength === undefined) return await collectUnsized(body, maxBytes, room);
    if (ContentLength > maxBytes)
      throw new InputError("too-large", `${ContentLength} bytes, at most ${maxBytes} are read`);
    // Not from Node's shared pool: the caller may hand the buffer to another thread.
    const bytes = room === undefined ? Buffer.allocUnsafeSlow(ContentLength) : await room(ContentLength);
    await fill(bytes, body, signal);
    // Here the body is complete, and whatever is thrown makes it a failed attempt: the place to verify it.
    return bytes;
  } catch (error) {
    body.destroy();
    signal.throwIfAborted();
    throw error;
  }
}

/** Copies a stream into a buffer of exactly its length. */
async function fill(bytes: Uint8Array, body: Readable, signal: AbortSignal): Promise<void> {
  let filled = 0;
  for await (const chunk of chunksOf(body)) {
    signal.throwIfAborted(); // the buffer may be someone else's by now
    if (filled + chunk.length > bytes.length)
      throw new IncompleteBodyError(`the body is longer than the ${bytes.length} bytes announced`);
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < bytes.length) throw new IncompleteBodyError(`the body ended after ${filled} of ${bytes.length} bytes`);
}

async function collectUnsized(body: Readable, maxBytes: number, room: Destination["room"]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(body)) {
    length += chunk.length;
    if (length > maxBytes) throw new InputError("too-large", `more than the ${maxBytes} bytes that are read`);
    chunks.push(chunk);
  }
  const bytes = room === undefined ? Buffer.allocUnsafeSlow(length) : await room(length);
  let filled = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  return bytes;
}

/** @throws IncompleteBodyError where the connection fails */
async function* chunksOf(body: Readable): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    throw new IncompleteBodyError(`the body broke off: ${(error as Error).message}`, { cause: error });
  }
}
