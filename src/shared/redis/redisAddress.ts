import { ConfigError } from "../errors.js";

/*
 * The address of Redis, as given in REDIS_URL:
 *
 *   redis://[user:password@]host[:port][/db]                              one server
 *   redis+sentinel://[user:password@]host[:port],host[:port]/name[/db]    the master that the Sentinels know as `name`
 *   redis+cluster://[user:password@]host[:port],host[:port]               a Redis Cluster, by one or several of its nodes
 *
 * With `rediss` in place of `redis` every connection is by TLS. Special characters in user and password are
 * percent-encoded.
 */
export type RedisAddress =
  | { readonly kind: "server"; readonly url: string }
  | (Several & {
      readonly kind: "sentinel";
      readonly name: string;
      readonly db: number;
      /** password of the Sentinels themselves, from `?sentinelPassword=` */
      readonly sentinelPassword: string | undefined;
    })
  | (Several & { readonly kind: "cluster" });

interface Several {
  readonly tls: boolean;
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly username: string | undefined;
  readonly password: string | undefined;
}

const redisAddressForms =
  "expected redis://host:port (rediss:// for TLS), redis+sentinel://host:port,host:port/name or redis+cluster://host:port";

const several = /^redis(s?)\+(sentinel|cluster):\/\/(?:([^@/]*)@)?([^@/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;
const defaultPorts = { sentinel: 26_379, cluster: 6_379 };

/** @throws ConfigError, without the received text, which may contain a password */
export function parseRedisAddress(text: string): RedisAddress {
  const unencoded = unencodedIn(text);
  if (unencoded !== undefined) throw wrong(unencoded);
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

/**
 * Why a text is not an address, without the text itself, which may contain a password; undefined for a valid address.
 */
export function redisAddressProblem(text: string): string | undefined {
  try {
    parseRedisAddress(text);
    return undefined;
  } catch (error) {
    return (error as ConfigError).message.replace(/^REDIS_URL: /, "");
  }
}

/** The address without user and password, for messages. @throws ConfigError as parseRedisAddress */
export function describeAddress(text: string): string {
  parseRedisAddress(text);
  return text
    .replace(/\?.*$/s, "")
    .replace(/\/\/[^/]*@/, "//")
    .replace(/\/$/, "");
}

/** A host (a name, an address, or one in brackets), then a port, a path, a comma or the end. */
const hostAfterLogin = /^(\[[^\]]*\]|[A-Za-z0-9._-]*)([:/,?].*)?$/s;

/**
 * The encoded form of a password that contains an unencoded @, /, ? or #, which a URL parser would take for the end of the
 * login or of the host; undefined if there is none. The last @ is taken for the end of the login.
 */
function unencodedIn(text: string): string | undefined {
  const rest = /^rediss?(?:\+\w+)?:\/\/(.*)$/s.exec(text)?.[1];
  const end = rest?.lastIndexOf("@") ?? -1;
  if (rest === undefined || end < 0 || !hostAfterLogin.test(rest.slice(end + 1))) return undefined;
  const query = rest.indexOf("?");
  if (query >= 0 && query < end && rest.startsWith("?sentinelPassword=", query)) return undefined;
  const signs = [...new Set(rest.slice(0, end).match(/[@/?#]/g) ?? [])];
  if (signs.length === 0) return undefined;
  const codes = signs.map((sign) => `${sign} as ${encodeURIComponent(sign)}`).join(", ");
  return `the user or password holds ${signs.map((sign) => `an unencoded ${sign}`).join(" and ")}: write ${codes}`;
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
