import { html } from "../../report/html/html.js";
import type { Problem } from "../http/problem.js";
import { page, type PageFrame } from "./page.js";

/** Advice on a problem for people. */
const advice: Readonly<Record<number, string>> = {
  404: "The address may be mistyped, or the run may have been deleted. Use the navigation above to find existing pages.",
  403: "This server does not allow it. Ask the person who started the dashboard, or go back.",
  429: "Wait a little, then reload the page.",
  503: "The dashboard is running, but a service that it depends on does not respond. Reload the page in a few seconds.",
};

/** A problem as a page, with navigation; programs get it as a problem document. */
export function problemView(frame: PageFrame, { status, title, detail }: Problem): string {
  return page(frame, {
    title,
    place: undefined,
    body: html`<h1>${title}</h1>
      <p class="problem">${detail}</p>
      ${advice[status] === undefined ? undefined : html`<p>${advice[status]}</p>`}
      <p class="small">HTTP status ${status}</p>`,
  });
}
