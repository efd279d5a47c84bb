import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/**
 * A stand-in for EC2's instance metadata service, version 2: it answers only requests with the token it issued last.
 */
export interface InstanceMetadata {
  readonly url: string;
  /** number of tokens issued so far */
  tokens(): number;
  /** number of requests for this path below /latest/meta-data/ */
  asked(path: string): number;
  /** Invalidates the token issued last. */
  expireToken(): void;
  /** Announces that the instance will be interrupted. */
  announce(notice: { action: string; time: string }): void;
  /** Sets the state that the instance's Auto Scaling group wants; before that, it belongs to no group. */
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
