import { ConfigError } from "../errors.js";

/*
 * Where Redis is, as REDIS_URL says it:
 *
 *   redis://[user:password@]host[:port][/db]                              one server
 *   redis+sentinel://[user:password@]host[:port],host[:port]/name[/db]    the master that the Sentinels know as `name`
 *   redis+cluster://[user:password@]host[:port],host[:port]               a Redis Cluster, by one or several of its nodes
 *
 * With `rediss` in place of `redis` every connection is by TLS. What is special in user or password is percent-encoded.
 */
export type RedisAddress =
  | { readonly kind: "server"; readonly url: string }
  | (Several & {
      readonly kind: "sentinel";
      readonly name: string;
      readonly db: number;
      /** of the Sentinels themselves, by `?sentinelPassword=` */
      readonly sentinelPassword: string | undefined;
    })
  | (Several & { readonly kind: "cluster" });

interface Several {
  readonly tls: boolean;
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export const redisAddressForms =
  "expected redis://host:port (rediss:// for TLS), redis+sentinel://host:port,host:port/name or redis+cluster://host:port";

const several = /^redis(s?)\+(sentinel|cluster):\/\/(?:([^@/]*)@)?([^@/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;
const defaultPorts = { sentinel: 26_379, cluster: 6_379 };

/** @throws ConfigError, without what was received: it may hold a password */
export function parseRedisAddress(text: string): RedisAddress {
  const parts = several.exec(text);
  if (parts === null) return { kind: "server", url: serverUrl(text) };
  const [, secure, kind, login = "", hosts, path = "", query = ""] = parts as unknown as [
    ...[string, string, "sentinel" | "cluster"],
    ...[string | undefined, string, string | undefined, string | undefined],
  ];
  const [username, password] = login.split(/:(.*)/s).map((part) => (part === "" ? undefined : decode(part)));
  const common = {
    tls: secure === "s",
    hosts: hosts.split(",").map((host) => parseHost(host, defaultPorts[kind])),
    username,
    password,
  };
  if (kind === "cluster") {
    if (path !== "") throw wrong("a cluster has neither a name nor databases");
    return { kind, ...common };
  }
  const [name = "", db = "0", ...rest] = path.split("/");
  if (name === "" || rest.length > 0 || !/^\d+$/.test(db)) throw wrong("after the Sentinels comes /name or /name/db");
  const sentinelPassword = new URLSearchParams(query).get("sentinelPassword") ?? undefined;
  return { kind, ...common, name: decode(name), db: Number(db), sentinelPassword };
}

export function isRedisAddress(text: string): boolean {
  try {
    parseRedisAddress(text);
    return true;
  } catch {
    return false;
  }
}

/** The address without user and password: fit for a message. @throws ConfigError as parseRedisAddress */
export function describeAddress(text: string): string {
  parseRedisAddress(text);
  return text
    .replace(/\?.*$/s, "")
    .replace(/\/\/[^/]*@/, "//")
    .replace(/\/$/, "");
}

function serverUrl(text: string): string {
  try {
    const { protocol, pathname } = new URL(text);
    if ((protocol === "redis:" || protocol === "rediss:") && /^\/?\d*$/.test(pathname)) return text;
  } catch {
    // said below
  }
  throw wrong();
}

function parseHost(text: string, defaultPort: number): { host: string; port: number } {
  const [, host = "", port = String(defaultPort)] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text) ?? [];
  if (host === "" || Number(port) > 65_535) throw wrong("each host is host or host:port");
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong("a % in user or password is written %25");
  }
}

function wrong(detail?: string): ConfigError {
  return new ConfigError([`REDIS_URL: ${redisAddressForms}${detail === undefined ? "" : `; ${detail}`}`]);
}
