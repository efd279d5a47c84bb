import { html } from "../../report/html/html.js";
import type { Problem } from "../http/problem.js";
import { page, type PageFrame } from "./page.js";

/** What to do about a problem, in a browser. */
const advice: Readonly<Record<number, string>> = {
  404: "The address may be mistyped, or the run may have been deleted. The navigation above leads to what there is.",
  403: "This server does not allow it. Ask whoever started the dashboard, or go back.",
  429: "Wait a little, then reload the page.",
  503: "The dashboard itself is running, but what it depends on does not answer. Reload the page in a few seconds.",
};

/** A problem as a page, with the navigation; programs get the same as a problem document. */
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
