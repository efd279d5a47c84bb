import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the proxy does with a request: forward it, or fail in one of the ways in which networks and servers do. */
export type Fault =
  | "pass"
  /** 503 with S3's XML, as under too much load */
  | "slow-down"
  /** the connection is reset before a response */
  | "reset"
  /** the response's header and half of its body, then the connection ends */
  | "cut"
  /** no response, ever */
  | "stall"
  /** a body of the right length with flipped bits in its middle */
  | "flip"
  /** the first half of the body, with a header that gives that length */
  | "short"
  /** a range of the object as if the object had only half of its bytes */
  | "shrunk"
  /** 403, as if a policy forbade the object */
  | "deny"
  /** the response to a listing, marked as truncated: a server that repeats the same page forever */
  | "repeat";

export interface FaultyProxy {
  /** The address to use as AWS_ENDPOINT_URL_S3. */
  readonly url: string;
  /** The requests so far, as "METHOD /path?query", including those with faults. */
  readonly requests: readonly string[];
  /** Injects these faults into the next requests, one each; later requests pass. */
  plan(...faults: Fault[]): void;
  /** Injects this fault into all requests until the next call. */
  always(fault: Fault): void;
  /** Chooses the fault for each request without a planned one; by default that of `always`. */
  decide: (request: IncomingMessage) => Fault;
  /** Called before each request is forwarded. */
  beforePass: (request: IncomingMessage) => Promise<void>;
  stop(): Promise<void>;
}

const SLOW_DOWN =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

/** Starts a proxy in front of an S3 server. Host headers are forwarded unchanged, so signatures stay valid. */
export async function startFaultyProxy(endpoint: string): Promise<FaultyProxy> {
  const target = new URL(endpoint);
  const requests: string[] = [];
  let planned: Fault[] = [];
  let standing: Fault = "pass";
  let firstPage: string | undefined;

  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    void answer(planned.shift() ?? proxy.decide(request), request, response);
  });

  async function answer(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<void> {
    switch (fault) {
      case "pass":
      case "cut":
      case "flip":
      case "short":
      case "shrunk":
      case "repeat":
        await proxy.beforePass(request);
        // A client that has been cut off meanwhile receives no response to earlier requests.
        if (standing === "reset") request.socket.resetAndDestroy();
        else pass(request, response, fault);
        return;
      case "slow-down":
        request.resume();
        response.writeHead(503, { "content-type": "application/xml" }).end(SLOW_DOWN);
        return;
      case "deny":
        request.resume();
        response.writeHead(403, { "content-type": "application/xml" }).end(DENIED);
        return;
      case "reset":
        request.socket.resetAndDestroy();
        return;
      case "stall":
        return;
    }
  }

  function pass(
    request: IncomingMessage,
    response: ServerResponse,
    fault: "pass" | "cut" | "flip" | "short" | "shrunk" | "repeat",
  ): void {
    const { method, url, headers } = request;
    const onward = forward({ host: target.hostname, port: target.port, method, path: url, headers }, (answered) => {
      if (fault === "repeat") {
        void repeated(answered).then((body) => {
          firstPage ??= body;
          response.writeHead(200, { "content-type": "application/xml" }).end(firstPage);
        });
        return;
      }
      if (fault === "short") {
        void contentOf(answered).then((content) => {
          const half = content.subarray(0, content.length >> 1);
          const length = { "content-length": String(half.length) };
          response.writeHead(answered.statusCode ?? 502, { ...answered.headers, ...length }).end(half);
        });
        return;
      }
      if (fault === "shrunk") {
        const range = answered.headers["content-range"]?.replace(/\d+$/, (size) => String(Number(size) >> 1));
        response.writeHead(answered.statusCode ?? 502, {
          ...answered.headers,
          ...(range === undefined ? {} : { "content-range": range }),
        });
        answered.pipe(response);
        return;
      }
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      if (fault === "pass") {
        answered.pipe(response);
        return;
      }
      if (fault === "flip") {
        answered.on("data", (chunk: Buffer) => response.write(flipped(chunk))).on("end", () => response.end());
        return;
      }
      answered.once("data", (chunk: Buffer) => {
        // Not a reset, because that may overtake the bytes already written.
        response.write(chunk.subarray(0, chunk.length / 2), () => request.socket.destroy());
        answered.destroy();
      });
    });
    onward.on("error", () => request.socket.destroy());
    request.pipe(onward);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    plan: (...faults) => void (planned = faults),
    always: (fault) => void (standing = fault),
    decide: () => standing,
    beforePass: () => Promise.resolve(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

const DENIED = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

/** A listing that claims to be truncated. */
async function repeated(answered: IncomingMessage): Promise<string> {
  const more = "<IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken>";
  return (await contentOf(answered)).toString().replace(/<IsTruncated>.*?<\/IsTruncated>/, more);
}

async function contentOf(answered: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answered) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The same length, with flipped bits in the middle. */
function flipped(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  const middle = copy.length >> 1;
  for (let i = middle; i < Math.min(middle + 8, copy.length); i++) copy[i] = copy[i]! ^ 0x55;
  return copy;
}
