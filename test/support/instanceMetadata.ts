import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/** A stand-in for EC2's instance metadata service, version 2: it answers only who brings the token it gave out last. */
export interface InstanceMetadata {
  readonly url: string;
  /** tokens given out so far */
  tokens(): number;
  /** how often this path below /latest/meta-data/ was asked for */
  asked(path: string): number;
  /** The token given out last is no longer taken. */
  expireToken(): void;
  /** From now on the instance is to be taken away. */
  announce(notice: { action: string; time: string }): void;
  /** The Auto Scaling group that the instance belongs to wants it in this state; before that it belongs to none. */
  setTargetState(state: string): void;
}

const servers: ReturnType<typeof createServer>[] = [];
afterAll(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

export async function instanceMetadata(): Promise<InstanceMetadata> {
  let tokens = 0;
  let valid: string | undefined;
  const asked = new Map<string, number>();
  const texts = new Map<string, string>();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method === "PUT" && request.url === "/latest/api/token") {
      if (request.headers["x-aws-ec2-metadata-token-ttl-seconds"] === undefined) response.statusCode = 400;
      tokens += 1;
      valid = `token-${tokens}`;
      response.end(valid);
      return;
    }
    const text = texts.get(request.url ?? "");
    asked.set(request.url ?? "", (asked.get(request.url ?? "") ?? 0) + 1);
    if (request.headers["x-aws-ec2-metadata-token"] !== valid || valid === undefined) response.statusCode = 401;
    else if (text === undefined) response.statusCode = 404;
    response.end(response.statusCode === 200 ? text : "");
  };
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens: () => tokens,
    asked: (path) => asked.get(`/latest/meta-data/${path}`) ?? 0,
    expireToken: () => (valid = undefined),
    announce: (notice) => texts.set("/latest/meta-data/spot/instance-action", JSON.stringify(notice)),
    setTargetState: (state) => texts.set("/latest/meta-data/autoscaling/target-lifecycle-state", state),
  };
}
