import { connect } from "node:net";

/** The listener on a port: our server, our server still loading its data, none (yet), or another program. */
export type PingAnswer = "ready" | "loading" | "none";

const ANSWER_WITHIN_MS = 2_000;

/**
 * Checks whether 127.0.0.1:port is the Redis with this password and whether it is ready. This only needs two inline
 * commands of the protocol (https://redis.io/docs/latest/develop/reference/protocol-spec, "Inline commands").
 */
export function ping(port: number, password: string): Promise<PingAnswer> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ host: "127.0.0.1", port });
    const answer = (value: PingAnswer): void => {
      socket.destroy();
      resolve(value);
    };
    socket.setEncoding("utf8").setTimeout(ANSWER_WITHIN_MS);
    socket.on("connect", () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on("data", (chunk: string) => {
      text += chunk;
      const [auth = "", pong = ""] = text.split("\r\n");
      if (auth !== "" && !auth.startsWith("+OK") && !auth.startsWith("-LOADING")) answer("none");
      else if (pong.startsWith("+PONG")) answer("ready");
      else if (pong.startsWith("-LOADING")) answer("loading");
    });
    socket.on("timeout", () => answer("none"));
    socket.on("error", () => answer("none"));
    socket.on("close", () => answer("none"));
  });
}
