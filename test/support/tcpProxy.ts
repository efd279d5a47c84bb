import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A proxy between a program and a server that fails as networks do. */
export interface TcpProxy {
  readonly port: number;
  /** Breaks every connection; new ones pass. */
  cut(): void;
  /**
   * "refuse": existing connections are broken and new ones refused. "freeze": connections stay open, but no data
   * passes. "pass": normal operation.
   */
  become(state: "pass" | "refuse" | "freeze"): void;
  /** Sends new connections to another server and breaks the existing ones. */
  leadTo(port: number): void;
  stop(): Promise<void>;
}

/** @param rewrite changes the server's responses; their length must stay the same */
export async function startTcpProxy(
  firstPort: number,
  rewrite: (answer: Buffer) => Buffer = (answer) => answer,
): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let port = firstPort;
  let state: "pass" | "refuse" | "freeze" = "pass";

  const server = createServer((client) => {
    if (state === "refuse") {
      client.resetAndDestroy();
      return;
    }
    const onward = connect(port, "127.0.0.1");
    const pair = [client, onward] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      onward.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    client.on("data", (chunk) => void onward.write(chunk));
    onward.on("data", (chunk) => void client.write(rewrite(chunk)));
    if (state === "freeze") for (const socket of pair) socket.pause();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const cut = (): void => {
    for (const [client] of [...pairs]) client.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    leadTo(next) {
      port = next;
      cut();
    },
    become(next) {
      state = next;
      if (next === "refuse") cut();
      for (const socket of [...pairs].flat()) {
        if (next === "freeze") socket.pause();
        else socket.resume();
      }
    },
    stop: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
