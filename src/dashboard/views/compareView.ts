import { listed } from "../../report/html/figures.js";
import { Html, html } from "../../report/html/html.js";
import { page, type PageFrame } from "./page.js";

/** Runs side by side. @param sections as HTML, see Comparer */
export function compareView(frame: PageFrame, names: readonly string[], sections: string): string {
  return page(frame, {
    title: `${names.join(", ")} compared`,
    place: "/",
    crumbs: [["Runs", "/"]],
    body: html`<h1>${listed(names)} compared</h1>
      ${new Html(sections)}`,
  });
}
