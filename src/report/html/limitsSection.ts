import { limitsOf } from "../limits.js";
import type { Report } from "../report.js";
import { type Html, html } from "./html.js";

/** The models' limits, and what they must not be used for. */
export function limitsSection(report: Report): Html {
  return html`<section id="limits">
    <h2>Limits and ethics</h2>
    ${limitsOf(report).map((paragraph) => html`<p>${paragraph}</p>`)}
  </section>`;
}
