import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createRawServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { InputError } from "../../../../src/shared/errors.js";
import { BodyCollector } from "../../../../src/shared/objects/s3/bodyCollector.js";
import type { S3Limits } from "../../../../src/shared/objects/s3/client.js";
import type { Exchange } from "../../../../src/shared/objects/s3/connection.js";
import { ConnectionPool } from "../../../../src/shared/objects/s3/connectionPool.js";
import { patiently } from "../../../support/patiently.js";

const limits: S3Limits = { connectTimeoutMs: 30_000, idleTimeoutMs: 30_000, maxSockets: 2 };
const content = Buffer.from(Array.from({ length: 700_000 }, (_, i) => (i * 7919) % 251));

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.unstubAllEnvs();
});

/** A pool to a server, and how many connections the server has seen. */
async function poolTo(server: Server, more: { limits?: Partial<S3Limits>; protocol?: "http:" | "https:" } = {}) {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { protocol = "http:" } = more;
  const address = { protocol, hostname: "127.0.0.1", port, origin: "", basePath: "/", signingRegion: "" };
  const pool = new ConnectionPool(address, { ...limits, ...more.limits });
  closing.push(() => {
    pool.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { pool, sockets };
}

/** A GET, its exchange in the pool and what comes of it. */
function get(pool: ConnectionPool, path = "/", more: Partial<ConstructorParameters<typeof BodyCollector>[0]> = {}) {
  const body = new BodyCollector({ maxBytes: Infinity, room: undefined, ...more });
  let exchange!: Exchange;
  const bytes = new Promise<void>((done, fail) => {
    exchange = { request: `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`, sink: body, done, fail };
  }).then(() => body.response().bytes);
  bytes.catch(() => undefined); // looked at later
  pool.send(exchange);
  return { exchange, bytes };
}

/** A server that answers when it is told. */
function heldServer() {
  const held: { path: string; response: ServerResponse }[] = [];
  const listener: RequestListener = ({ url = "" }, response) => void held.push({ path: url, response });
  const holds = async (count: number): Promise<void> => vi.waitFor(() => expect(held.length).toBe(count), patiently);
  return { server: createServer(listener), held, holds };
}

describe("a pool of connections", () => {
  test("uses one connection for one request after another", async () => {
    const { pool, sockets } = await poolTo(createServer((_, response) => response.end("sound")));
    for (let i = 0; i < 5; i++) expect(Buffer.from(await get(pool).bytes).toString()).toBe("sound");
    expect(sockets.size).toBe(1);
  });

  test("has no more than it may, and serves those who wait in turn", async () => {
    const { server, held, holds } = heldServer();
    const { pool, sockets } = await poolTo(server);
    const answers = ["/1", "/2", "/3", "/4"].map((path) => get(pool, path).bytes);
    await holds(2);
    held[0]!.response.end();
    held[1]!.response.end();
    await holds(4);
    held[2]!.response.end();
    held[3]!.response.end();
    await Promise.all(answers);
    expect(sockets.size).toBe(2);
    expect(held.slice(2).map(({ path }) => path)).toEqual(["/3", "/4"]);
  });

  test("takes another connection after an answer that ends with its own", async () => {
    const { pool, sockets } = await poolTo(
      createServer((_, response) => response.writeHead(200, { connection: "close" }).end("sound")),
    );
    await get(pool).bytes;
    await get(pool).bytes;
    expect(sockets.size).toBe(2);
  });

  test("serves those who wait when a connection breaks", async () => {
    const { server, held, holds } = heldServer();
    const { pool } = await poolTo(server, { limits: { maxSockets: 1 } });
    const first = get(pool).bytes;
    const second = get(pool).bytes;
    await holds(1);
    held[0]!.response.socket!.resetAndDestroy();
    await expect(first).rejects.toMatchObject({ code: "ECONNRESET" });
    await holds(2);
    held[1]!.response.end("sound");
    expect(Buffer.from(await second).toString()).toBe("sound");
  });

  test("forgets a request that is given up while it waits", async () => {
    const { server, held, holds } = heldServer();
    const { pool } = await poolTo(server, { limits: { maxSockets: 1 } });
    const first = get(pool, "/1").bytes;
    const second = get(pool, "/2");
    const third = get(pool, "/3").bytes;
    pool.giveUp(second.exchange, new Error("enough"));
    await expect(second.bytes).rejects.toThrow("enough");
    await holds(1);
    held[0]!.response.end();
    await first;
    await holds(2);
    held[1]!.response.end();
    await third;
    expect(held.map(({ path }) => path)).toEqual(["/1", "/3"]);
  });

  test("ends what is under way when it is closed, and takes nothing more", async () => {
    const { server, holds } = heldServer();
    const { pool } = await poolTo(server, { limits: { maxSockets: 1 } });
    const underWay = get(pool).bytes;
    const waiting = get(pool).bytes;
    await holds(1);
    pool.close();
    await expect(underWay).rejects.toThrow("the store is closed");
    await expect(waiting).rejects.toThrow("the store is closed");
    await expect(get(pool).bytes).rejects.toThrow("the store is closed");
  });
});

describe("an answer on a connection", () => {
  test("comes whole over TLS", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0"); // the certificate is our own
    const pem = (name: string): Buffer => readFileSync(new URL(`../../../fixtures/tls/${name}.pem`, import.meta.url));
    const server = createTlsServer({ key: pem("key"), cert: pem("cert") }, (_, response) => response.end(content));
    const { pool } = await poolTo(server, { protocol: "https:" });
    for (let i = 0; i < 3; i++) {
      const room = (bytes: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(bytes));
      expect(Buffer.compare(await get(pool, "/", { room }).bytes, content)).toBe(0);
    }
  });

  test("fills the room of several at the same time, each with its own", async () => {
    const { pool } = await poolTo(
      createServer(({ url }, response) => response.end(Buffer.alloc(content.length, url!.slice(1)))),
      { limits: { maxSockets: 8 } },
    );
    const answers = Array.from({ length: 40 }, async (_, i) => {
      const letter = String.fromCharCode(65 + i);
      const place = new Uint8Array(new SharedArrayBuffer(content.length));
      const room = async (): Promise<Uint8Array> => new Promise((resolve) => setImmediate(resolve, place));
      const bytes = await get(pool, `/${letter}`, i % 2 === 0 ? { room } : { room: () => place }).bytes;
      return bytes === place && bytes.every((byte) => byte === letter.charCodeAt(0));
    });
    expect(new Set(await Promise.all(answers))).toEqual(new Set([true]));
  });

  test("is given up where the server is silent for too long", async () => {
    const { server } = heldServer();
    const { pool } = await poolTo(server, { limits: { idleTimeoutMs: 50 } });
    await expect(get(pool).bytes).rejects.toMatchObject({ code: "ETIMEDOUT" });
  });

  test("is waited for as long as there is no room, longer than a server may be silent", async () => {
    const idleTimeoutMs = 2_000;
    const { pool } = await poolTo(
      createServer((_, response) => response.end("sound")),
      { limits: { idleTimeoutMs } },
    );
    const room = async (bytes: number): Promise<Uint8Array> =>
      new Promise((resolve) => setTimeout(() => resolve(new Uint8Array(bytes)), 2 * idleTimeoutMs));
    expect(Buffer.from(await get(pool, "/", { room }).bytes).toString()).toBe("sound");
  });

  test("that is refused for its size takes its connection with it", async () => {
    const { pool, sockets } = await poolTo(createServer((_, response) => response.end(content)));
    await expect(get(pool, "/", { maxBytes: 10 }).bytes).rejects.toThrow(InputError);
    expect(await get(pool).bytes).toHaveLength(content.length);
    expect(sockets.size).toBe(2);
  });

  test("writes nothing more into its room once it is given up", async () => {
    const { server, held, holds } = heldServer();
    const { pool } = await poolTo(server);
    const place = new Uint8Array(content.length);
    const isBegun = vi.fn(() => place);
    const { exchange, bytes } = get(pool, "/", { room: isBegun });
    await holds(1);
    held[0]!.response.writeHead(200, { "content-length": content.length }).write(content.subarray(0, 1_000));
    await vi.waitFor(() => expect(isBegun).toHaveBeenCalled(), patiently);
    pool.giveUp(exchange, new Error("enough"));
    await expect(bytes).rejects.toThrow("enough");
    place.fill(0);
    const gone = new Promise((resolve) => held[0]!.response.on("close", resolve));
    held[0]!.response.end(content.subarray(1_000));
    await gone;
    expect(place.every((byte) => byte === 0)).toBe(true);
  });

  test("that breaks the protocol is refused", async () => {
    const server = createRawServer((socket) => socket.end("hello\r\n\r\n"));
    const { pool } = await poolTo(server);
    await expect(get(pool).bytes).rejects.toMatchObject({ code: "IncompleteBody" });
  });
});
