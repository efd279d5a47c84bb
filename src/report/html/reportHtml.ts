import { type Report, speakerSets } from "../report.js";
import { functionalsSection } from "./functionalsSection.js";
import { genderModelSection } from "./genderModelSection.js";
import { genderSection } from "./genderSection.js";
import { Html, html } from "./html.js";
import { recipesSection } from "./recipesSection.js";
import { recordingsSection } from "./recordingsSection.js";
import { setSection, setWords } from "./setSection.js";
import { styleSheet } from "./reportStyle.js";
import { summarySection } from "./summarySection.js";
import { timingSection } from "./timingSection.js";

/**
 * report.html: one file that needs no other, no network and no script, for people.
 *
 * @param report what report.json holds; parts of the full search that are absent are left out
 * @returns the document's text; everything from the data is escaped
 */
export function renderReportHtml(report: Report): string {
  const sections = speakerSets.flatMap((name) => {
    const set = report.sets[name];
    return set === undefined ? [] : [setSection(name, set)];
  });
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${report.run}: speech emotion report</title>
        <style>
          ${new Html(styleSheet)}
        </style>
      </head>
      <body>
        ${report.synthetic ? syntheticBanner() : undefined}
        <main>
          ${summarySection(report)} ${contents(report)} ${report.recipes && recipesSection(report.recipes)}
          ${report.functionals && functionalsSection(report.functionals)}
          ${report.genderComparison && genderSection(report.genderComparison)} ${sections}
          ${report.genderModel && genderModelSection(report.genderModel)} ${recordingsSection(report)}
          ${timingSection(report)}
          <footer>
            <p class="note">
              Made by speech-emotion-workers. The same figures for programs are in report.json, beside this file.
            </p>
          </footer>
        </main>
      </body>
    </html>`;
  return `${page.text}\n`;
}

function syntheticBanner(): Html {
  return html`<aside class="banner">
    <p>
      <strong>Synthetic corpus.</strong> These voices were made by a program (<code>ser synth</code>), not by people.
      The figures show that the whole system works; they say nothing about human speech.
    </p>
  </aside>`;
}

function contents(report: Report): Html {
  const links = [
    ...(report.recipes ? [html`<a href="#recipes">Two recipes</a>`] : []),
    ...(report.functionals ? [html`<a href="#functionals">One model for all voices</a>`] : []),
    ...(report.genderComparison ? [html`<a href="#gender">One model or two</a>`] : []),
    ...speakerSets.flatMap((name) =>
      report.sets[name] === undefined ? [] : [html`<a href="#${name}">${setWords[name]}</a>`],
    ),
    html`<a href="#recordings">Recordings</a>`,
    html`<a href="#time">Time</a>`,
  ];
  return html`<nav aria-label="Contents">${links}</nav>`;
}
