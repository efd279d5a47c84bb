import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { stringify } from "node:querystring";
import { HttpResponse } from "@smithy/core/protocols";
import { UndiciHttpHandler } from "@smithy/undici-http-handler";
import type { Dispatcher } from "undici";
import { untilAborted } from "../../async/untilAborted.js";
import type { ReadOptions } from "../objectStore.js";
import { parseContentRange } from "../range.js";
import { BodyReceiver, IncompleteBodyError, type Destination, type HandlerResponse } from "./bodyReceiver.js";
import { checksumMode, verifyBody } from "./verifyBody.js";

/**
 * Options of a request in addition to its input. They are passed in the input under these symbols, because a client
 * that caches its middleware accepts no options per request.
 */
interface Companions {
  [signalOf]?: AbortSignal;
  [destinationOf]?: Destination;
}
const signalOf: unique symbol = Symbol("signal");
const destinationOf: unique symbol = Symbol("destination");

/**
 * Sends a command; aborting the signal aborts its request and prevents further attempts.
 *
 * @example await sendUntil(signal, new HeadObjectCommand({ Bucket, Key }), async (command) => client.send(command))
 */
export async function sendUntil<Command extends { readonly input: object }, Output>(
  signal: AbortSignal,
  command: Command,
  send: (command: Command) => Promise<Output>,
): Promise<Output> {
  Object.assign(command.input, { [signalOf]: signal } satisfies Companions);
  // The SDK's delay before another attempt does not react to the signal.
  return untilAborted(send(command), signal);
}

/**
 * Gets an object, or a range of it, with its body in one buffer of exactly its length.
 *
 * `isVerified` if it was compared with a checksum: for whole objects, if the server gave one.
 *
 * @throws InputError `too-large`, the SDK's errors, ChecksumMismatchError, or the signal's reason
 */
export async function getObject(
  client: S3Client,
  input: GetObjectCommandInput,
  signal: AbortSignal,
  { maxBytes = Infinity, room }: Pick<ReadOptions, "maxBytes" | "room">,
): Promise<GetObjectCommandOutput & { readonly bytes: Uint8Array; readonly isVerified: boolean }> {
  const destination: Destination = { maxBytes, room };
  const command = new GetObjectCommand({ ...input, [destinationOf]: destination } as GetObjectCommandInput);
  const output = await sendUntil(signal, command, async (each) => client.send(each));
  return { ...output, bytes: destination.bytes!, isVerified: destination.isVerified === true };
}

/**
 * Makes a client's requests react to their signal, and GetObject deliver its complete body. Both happen inside the
 * SDK's retry loop, so that an interrupted body is a failed attempt like any other; the SDK's own handlers treat an
 * attempt as successful once the headers have arrived.
 */
export const deliverBodies: Parameters<S3Client["middlewareStack"]["use"]>[0] = {
  applyToStack(stack) {
    stack.add(
      (next) => async (args) => {
        (args.input as Companions)[signalOf]?.throwIfAborted();
        // Afterwards the complete body is in the destination's `bytes`. An exception makes the attempt fail.
        const result = await next(args);
        const destination = (args.input as Companions)[destinationOf];
        const { statusCode, headers } = result.response as HandlerResponse;
        if (destination?.bytes === undefined) return result;
        if (statusCode === 200) destination.isVerified = verifyBody(destination.bytes, headers);
        // There is no checksum of a range.
        if (statusCode === 206) requireAnnouncedLength(destination.bytes, headers);
        return result;
      },
      { name: "deliverBody", step: "deserialize", priority: "high" },
    );
    stack.add(
      (next) => async (args) => {
        // Not `ChecksumMode` in the input: that makes the SDK verify a stream, which is never read here.
        if ((args.input as Companions)[destinationOf] !== undefined && !("Range" in args.input))
          (args.request as { headers: Record<string, string> }).headers[checksumMode.name] = checksumMode.value;
        return next(args);
      },
      { name: "askForChecksums", step: "build" },
    );
    stack.add(
      (next) => async (args) => {
        companions.set(args.request as object, args.input as Companions);
        return next(args);
      },
      { name: "attachCompanions", step: "deserialize", priority: "low" },
    );
  },
};

/** @throws IncompleteBodyError if Content-Range announces another number of bytes */
function requireAnnouncedLength({ length }: Uint8Array, headers: Readonly<Record<string, string>>): void {
  const { start, end } = parseContentRange(headers["content-range"]) ?? { start: 0, end: length };
  if (end - start !== length) throw new IncompleteBodyError(`${length} bytes of a range of ${end - start}`);
}

/** By request, because the handler sees nothing else of a command. */
const companions = new WeakMap<object, Companions>();

/** Sends requests until their command's signal is aborted, or until it is destroyed. */
export class S3Handler extends UndiciHttpHandler {
  readonly #dispatcher: Dispatcher;
  #isDestroyed = false;

  constructor(dispatcher: Dispatcher) {
    super({ dispatcher });
    this.#dispatcher = dispatcher;
  }

  override async handle(...[request, options]: Parameters<UndiciHttpHandler["handle"]>): Promise<Handled> {
    // Undici's handler would continue with the global dispatcher.
    if (this.#isDestroyed) throw new Error("the store is closed");
    const { [signalOf]: signal, [destinationOf]: destination } = companions.get(request) ?? {};
    if (signal === undefined) return super.handle(request, options);
    if (destination === undefined) return super.handle(request, { ...options, abortSignal: signal });
    const { protocol, hostname, port, path, query, method, headers } = request;
    const origin = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
    const receiver = new BodyReceiver(destination, signal);
    const target = `${path}?${stringify(query)}`;
    this.#dispatcher.dispatch({ origin, path: target, method, headers }, receiver);
    return { response: new HttpResponse(await receiver.response) };
  }

  override destroy(): void {
    this.#isDestroyed = true;
    super.destroy();
  }
}

type Handled = Awaited<ReturnType<UndiciHttpHandler["handle"]>>;
