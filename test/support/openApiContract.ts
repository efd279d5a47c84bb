import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect } from "vitest";

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const contracts = new Map<string, Promise<{ contract: Contract; ajv: Ajv2020 }>>();

/** Fails the test if a response's status, type or content does not match the server's openapi.json. */
export async function requireAnswersInContract(
  server: string,
  method: string,
  path: string,
  response: Response,
  body: unknown,
): Promise<void> {
  const plainPath = path.replace(/\?.*$/, "");
  if (plainPath === "/api/openapi.json") return;
  if (!contracts.has(server)) contracts.set(server, load(server));
  const { contract, ajv } = await contracts.get(server)!;
  const template = Object.keys(contract.paths).find((each) => matches(each, plainPath));
  const operation = template === undefined ? undefined : contract.paths[template]![method.toLowerCase()];
  expect(operation, `openapi.json has ${method} ${plainPath}`).toBeDefined();
  const type = (response.headers.get("content-type") ?? "").replace(/;.*$/, "");
  const where = `${method} ${template!} ${response.status} ${type}`;
  const answer = operation!.responses[String(response.status)];
  expect(answer, where).toBeDefined();
  if (answer!.content === undefined) return;
  const types = Object.keys(answer!.content);
  expect(types.includes("audio/*") && type.startsWith("audio/") ? "audio/*" : type, where).toBeOneOf(types);
  if (!type.includes("json")) return;
  const pointer = `api#/paths/${escape(template!)}/${method.toLowerCase()}/responses/${response.status}/content/${escape(type)}/schema`;
  const validate: ValidateFunction = ajv.compile({ $ref: pointer });
  expect(validate(body) ? [] : validate.errors, where).toEqual([]);
}

async function load(server: string): Promise<{ contract: Contract; ajv: Ajv2020 }> {
  const contract = (await (await fetch(`${server}/api/openapi.json`)).json()) as Contract;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(contract, "api");
  return { contract, ajv };
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path);
}

/** A segment of a JSON pointer in a URL fragment. */
function escape(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}
