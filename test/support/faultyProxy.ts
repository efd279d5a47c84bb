import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the proxy does with a request: hand it on, or one of the ways in which networks and servers fail. */
export type Fault =
  | "pass"
  /** 503 with S3's XML, as under too much load */
  | "slow-down"
  /** the connection is reset before an answer */
  | "reset"
  /** the response's header and half of its bytes, then the end of the connection */
  | "cut"
  /** nothing, for ever */
  | "stall"
  /** a whole body of the right length, with wrong bits in its middle */
  | "flip"
  /** a body that lacks its second half, of the length that its header says */
  | "short"
  /** a range of the object as if the object had only half of its bytes */
  | "shrunk"
  /** 403, as where a policy forbids the object */
  | "deny"
  /** the answer to a listing, saying that there is more: a server that repeats its page for ever */
  | "repeat";

export interface FaultyProxy {
  /** Takes the S3 server's place: AWS_ENDPOINT_URL_S3. */
  readonly url: string;
  /** The requests so far, as "METHOD /path?query", faults among them. */
  readonly requests: readonly string[];
  /** The next requests meet these, one each; those after them pass. */
  plan(...faults: Fault[]): void;
  /** All requests meet this until the next call. */
  always(fault: Fault): void;
  /** Chooses the fault of each request for which none is planned; by default the one that stands. */
  decide: (request: IncomingMessage) => Fault;
  /** Called before each request is handed on. */
  beforePass: (request: IncomingMessage) => Promise<void>;
  stop(): Promise<void>;
}

const SLOW_DOWN =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

/** Starts a proxy before an S3 server. Host headers are handed on as they came: signatures stay right. */
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
        // Who is cut off meanwhile gets nothing of what was asked for before.
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
        // Not a reset, which may overtake what was written.
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

/** A listing that claims to go on. */
async function repeated(answered: IncomingMessage): Promise<string> {
  const more = "<IsTruncated>true</IsTruncated><NextContinuationToken>again</NextContinuationToken>";
  return (await contentOf(answered)).toString().replace(/<IsTruncated>.*?<\/IsTruncated>/, more);
}

async function contentOf(answered: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answered) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The same length, other bits in the middle. */
function flipped(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  const middle = copy.length >> 1;
  for (let i = middle; i < Math.min(middle + 8, copy.length); i++) copy[i] = copy[i]! ^ 0x55;
  return copy;
}
