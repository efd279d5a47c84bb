import { connect } from "node:net";

/** What listens on a port: our server, our server still loading its data, nothing (yet), or another program. */
export type PingAnswer = "ready" | "loading" | "none";

const ANSWER_WITHIN_MS = 2_000;

/**
 * Asks 127.0.0.1:port whether it is the Redis that has this password and whether it is ready. Two inline commands are all
 * of the protocol that this needs (https://redis.io/docs/latest/develop/reference/protocol-spec, "Inline commands").
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
