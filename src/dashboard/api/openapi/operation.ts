export type Json = Readonly<Record<string, unknown>>;

/** Helpers for OpenAPI operations and their responses, shared by all paths. */
export interface Described {
  readonly id: string;
  readonly summary: string;
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
  /** success responses by status */
  readonly answers: Readonly<Record<number, Json>>;
  /** error responses by status, in addition to those of every request */
  readonly problems: Readonly<Record<number, string>>;
}

export function operation({ id, summary, parameters, requestBody, answers, problems }: Described): Json {
  return {
    operationId: id,
    summary,
    ...(parameters === undefined ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: { ...answers, ...problemAnswers(problems) },
  };
}

const always = {
  401: "user and password are needed",
  403: "the request comes from another site's page",
  429: "too many wrong passwords from this address",
  503: "Redis does not respond",
};

/** When a client may retry. */
const withRetryAfter: ReadonlySet<string> = new Set(["429", "503"]);

function problemAnswers(byStatus: Readonly<Record<number, string>>): Json {
  return Object.fromEntries(
    Object.entries({ ...always, ...byStatus }).map(([status, description]) => [
      status,
      {
        description,
        ...(withRetryAfter.has(status) ? { headers: { "Retry-After": { schema: { type: "integer" } } } } : {}),
        content: { "application/problem+json": { schema: ref("Problem") } },
      },
    ]),
  );
}

export function pathParameter(name: string): Json {
  return { name, in: "path", required: true, schema: { type: "string" } };
}

export function queryParameter(name: string, description: string, required = false): Json {
  return { name, in: "query", description, required, schema: { type: "string" } };
}

/** A response whose content is a schema of the document. */
export function answer(description: string, schema: string, headers?: Json): Json {
  return { description, ...(headers === undefined ? {} : { headers }), content: json(schema) };
}

/** A response of server-sent events. */
export function events(description: string): Json {
  return { description, content: { "text/event-stream": { schema: { type: "string" } } } };
}

export function jsonBody(schema: string): Json {
  return { required: true, content: json(schema) };
}

export function json(schema: string): Json {
  return { "application/json": { schema: ref(schema) } };
}

export function ref(schema: string): Json {
  return { $ref: `#/components/schemas/${schema}` };
}

export function locationHeader(description: string): Json {
  return { Location: { description, schema: { type: "string" } } };
}
