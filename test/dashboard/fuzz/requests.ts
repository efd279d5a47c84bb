import type { RandomIntegers } from "../../support/wavMutations.js";
import { syllables, wavFile } from "../../support/wavFile.js";

/** A request that an attacker might send. */
export interface FuzzRequest {
  readonly method: string;
  /** of the document; undefined for a method that it does not name */
  readonly template: string;
  /** as sent, percent-encoded */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
}

type Schema = Readonly<{
  $ref?: string;
  type?: string;
  enum?: readonly unknown[];
  required?: readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  anyOf?: readonly Schema[];
  items?: Schema;
}>;

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Words that are known to break servers. */
const oddWords: readonly string[] = [
  "",
  " ",
  ".",
  "..",
  "../../../../etc/passwd",
  "..\\..\\win.ini",
  "/etc/passwd",
  "file:///etc/passwd",
  "s3://",
  "s3://bucket/../key",
  "http://169.254.169.254/latest",
  "\0",
  "a\0.wav",
  "\r\nX-Injected: yes",
  "\u202egnp.wav",
  "💥",
  "ﷺ".repeat(200),
  "a".repeat(5_000),
  "constructor",
  "__proto__",
  "toString",
  "null",
  "undefined",
  "NaN",
  "-1",
  "1e999",
  "0x10",
  "[]",
  "{}",
  "{{7*7}}",
  "${7*7}",
  "'; DROP TABLE runs; --",
  '"><script>alert(1)</script>',
  "%s%n",
  "*",
  "?",
  "#",
];

const oddValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e308,
  [],
  {},
  [[]],
  { $gt: "" },
  { toString: "x", length: 1e9 },
  JSON.parse(`${"[".repeat(500)}${"]".repeat(500)}`),
  JSON.parse('{"__proto__":{"isAdmin":true}}'),
];

/** Escapes that no encoder writes. */
const badEscapes = ["%", "%zz", "%00", "%ff%fe", "%c0%ae%c0%ae", "%ed%a0%80", "%2e%2e%2f", "%252e%252e"];

const contentTypes = [
  "application/json; charset=utf-16",
  "application/json; charset=nonsense",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "multipart/form-data; boundary=",
  "application/problem+json",
  "*/*",
  "",
];

/** Makes requests of every operation of the document, in turn. */
export class RequestMaker {
  readonly #document: ApiDocument;
  readonly #next: RandomIntegers;
  readonly #goodWords: readonly string[];

  /** @param goodWords names that exist: runs, sources, keys, columns */
  constructor(document: ApiDocument, next: RandomIntegers, goodWords: readonly string[]) {
    this.#document = document;
    this.#next = next;
    this.#goodWords = goodWords;
  }

  *round(): Generator<FuzzRequest> {
    for (const [template, operations] of Object.entries(this.#document.paths))
      for (const [method, operation] of Object.entries(operations)) {
        const isOddMethod = this.#next(12) === 0;
        const word = isOddMethod ? this.#oneOf(["PUT", "PATCH", "OPTIONS", "HEAD", "DELETE"]) : method.toUpperCase();
        yield { method: word, template, path: this.#path(template, operation), ...this.#content(operation) };
      }
  }

  #path(template: string, { parameters = [] }: Operation): string {
    const path = template.replaceAll(/\{[^}]+\}/g, () => this.#encodedWord());
    const named = parameters.filter((parameter) => parameter.in === "query" && this.#next(5) > 0);
    const query = named.map(({ name }) => `${name}=${name === "wait" ? this.#wait() : this.#encodedWord()}`);
    if (this.#next(10) === 0)
      query.push(this.#oneOf(["a[]=1", "key=1&key=2", "__proto__[x]=1", "&&==", "wait=1&wait=2"]));
    return query.length === 0 ? path : `${path}?${query.join("&")}`;
  }

  /** No long waits: nothing answers here. */
  #wait(): string {
    return this.#oneOf(["0", "0.01", "-1", "61", "abc", "1e3", "", "NaN", "%20"]);
  }

  #word(): string {
    return this.#next(3) === 0 ? this.#oneOf(oddWords) : this.#oneOf(this.#goodWords);
  }

  #encodedWord(): string {
    return this.#next(8) === 0 ? this.#oneOf(badEscapes) : encodeURIComponent(this.#word());
  }

  #content({ parameters = [], requestBody }: Operation): Pick<FuzzRequest, "headers" | "body"> {
    const headers: Record<string, string> = {};
    if (parameters.some((parameter) => parameter.in === "header"))
      headers["Range"] = this.#oneOf([
        "bytes=0-9",
        "bytes=-1",
        "bytes=9-1",
        "bytes=a-b",
        "bytes=0-1,5-6",
        "bytes=9999999-",
      ]);
    if (requestBody === undefined) return { headers, body: undefined };
    const [type, { schema }] = this.#oneOf(Object.entries(requestBody.content));
    let body = type === "multipart/form-data" ? this.#form(schema) : Buffer.from(JSON.stringify(this.#value(schema)));
    headers["Content-Type"] = type === "multipart/form-data" ? `${type}; boundary=${boundary}` : type;
    const oddity = this.#next(12);
    if (oddity === 0) headers["Content-Type"] = this.#oneOf(contentTypes);
    if (oddity === 1) headers["Content-Encoding"] = this.#oneOf(["gzip", "deflate", "br", "nonsense"]);
    if (oddity === 2) body = body.subarray(0, this.#next(body.length + 1));
    if (oddity === 3) body = Buffer.alloc(20_000, "{");
    return { headers, body };
  }

  /** A value of the schema's shape, with some invalid parts. */
  #value(schema: Schema): unknown {
    const { $ref, properties, anyOf, items, type } = schema;
    if ($ref !== undefined) return this.#value(this.#document.components.schemas[$ref.split("/").at(-1)!]!);
    if (this.#next(20) === 0) return this.#oneOf(oddValues);
    if (properties !== undefined) {
      const mostly = this.#next(3) === 0 ? 1 : 2; // without its optional parts, a request passes more checks
      const entries = Object.entries(properties).filter(([name]) =>
        (schema.required?.includes(name) ?? false) ? this.#next(10) > 0 : this.#next(3) > mostly,
      );
      const extra = this.#next(6) === 0 ? [[this.#word(), this.#oneOf(oddValues)]] : [];
      return Object.fromEntries([...entries.map(([name, each]) => [name, this.#value(each)]), ...extra]) as object;
    }
    if (anyOf !== undefined) return this.#value(this.#oneOf(anyOf));
    if (schema.enum !== undefined) return this.#oneOf(schema.enum);
    if (type === "array") return Array.from({ length: this.#next(4) }, () => this.#value(items ?? {}));
    if (type === "number" || type === "integer") return this.#next(3) / 2;
    if (type === "boolean") return this.#next(2) === 0;
    return this.#word();
  }

  #form(schema: Schema): Buffer {
    const fields = Object.entries(this.#value(schema) ?? {}).filter(([name]) => name !== "file");
    const parts = fields.map(([name, value]) =>
      part(`name="${cleaned(name)}"`, Buffer.from(JSON.stringify(value).replaceAll('"', ""))),
    );
    const files = this.#oneOf([1, 1, 1, 1, 0, 2]);
    for (let i = 0; i < files; i++)
      parts.push(
        part(
          `name="${this.#oneOf(["file", "file", "file", "other"])}"; filename="${cleaned(this.#word())}"`,
          this.#file(),
        ),
      );
    return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  }

  #file(): Buffer {
    return Buffer.from(this.#oneOf([voice, voice, voice.subarray(0, 100), Buffer.alloc(0), Buffer.from("no sound")]));
  }

  #oneOf<T>(items: readonly T[]): T {
    return items[this.#next(items.length)]!;
  }
}

const boundary = "fuzz";
const voice = Buffer.from(wavFile(syllables(220, 0.2)));

function part(disposition: string, content: Buffer): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from("\r\n")]);
}

function cleaned(name: string): string {
  return name.replaceAll(/["\r\n]/g, "_");
}
