import type { Html } from "../../report/html/html.js";
import { withBase } from "../http/withBase.js";

/** A failed request, with the server's message. */
export class AskError extends Error {
  override readonly name = "AskError";
  /** code of the problem document, for instance "no-speech" */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** The URL of a path of this server: the dashboard may be served below a base path. */
export function at(path: string): string {
  return `${elementOf(HTMLMetaElement, 'meta[name="ser-base"]').content}${path}`;
}

/** HTML for the page, from HTML with links relative to the server's root. */
export function linked({ text }: Html): string {
  return withBase(text, at(""));
}

/**
 * Sends a request to this page's server.
 *
 * @param body sent as JSON, or unchanged if it is a form; with a body or method POST, the page's token is sent too
 * @throws AskError with the detail of the problem document
 */
export async function ask(path: string, body?: object | FormData, method = body ? "POST" : "GET"): Promise<unknown> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (method !== "GET") headers["x-ser-token"] = elementOf(HTMLMetaElement, 'meta[name="ser-token"]').content;
  if (body !== undefined && !(body instanceof FormData)) headers["content-type"] = "application/json";
  const content = body === undefined ? null : body instanceof FormData ? body : JSON.stringify(body);
  const response = await fetch(at(path), { method, headers, body: content }).catch(() => {
    throw new AskError("the server does not respond");
  });
  const answer = (await response.json().catch(() => ({}))) as { detail?: string; code?: string };
  if (!response.ok)
    throw new AskError(answer.detail ?? `the server responded with status ${response.status}`, answer.code);
  return answer;
}

/** @throws Error if the page has no such element */
export function element(selector: string, within: ParentNode = document): HTMLElement {
  return elementOf(HTMLElement, selector, within);
}

/**
 * @throws Error if the page has no such element of this type
 * @example elementOf(HTMLInputElement, "#position").value
 */
export function elementOf<T extends Element>(type: new () => T, selector: string, within: ParentNode = document): T {
  const found = within.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${selector}${found === null ? "" : ` that is an ${type.name}`}`);
}

/** A value that the server embedded in the page. */
export function island(id: string): unknown {
  return JSON.parse(element(`#${id}`).textContent);
}

/** Runs the action of a button or form, and shows errors in `place`. */
export async function attempt(
  place: HTMLElement,
  button: HTMLButtonElement,
  action: () => Promise<void>,
): Promise<void> {
  place.textContent = "";
  button.disabled = true;
  try {
    await action();
  } catch (error) {
    place.textContent = error instanceof Error ? error.message : String(error);
  } finally {
    button.disabled = false;
  }
}
