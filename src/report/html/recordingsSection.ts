import type { ExamplePicture } from "../examplePicture.js";
import type { Report } from "../report.js";
import { count, counted } from "./figures.js";
import { examplesPart, featuresPart, mapPart } from "./dataCharts.js";
import { durationBoxes } from "./durationBoxes.js";
import { type Html, html } from "./html.js";
import { stackedBar } from "./scoreChart.js";

/** The data: counts by emotion and gender, skipped files by reason, rejected files with their errors. */
export function recordingsSection(
  { files, counts, datasets, emotionMap, durations, featuresByEmotion, map }: Report,
  examples: readonly ExamplePicture[] = [],
): Html {
  const skipped = Object.entries(files.skipped).sort(([, a], [, b]) => b - a);
  return html`<section id="recordings">
    <h2>The data</h2>
    ${countsTable(counts)} ${datasets && datasets.length > 0 ? datasetsTable(datasets) : undefined}
    ${emotionMap && emotionMapTable(emotionMap)} ${durations && durationBoxes(durations)} ${examplesPart(examples)}
    ${featuresByEmotion && featuresPart(featuresByEmotion)} ${map && mapPart(map)}
    ${
      skipped.length === 0
        ? undefined
        : html`<h3>Skipped, by reason</h3>
            <table class="plain">
              <tbody>
                ${skipped.map(
                  ([reason, n]) =>
                    html`<tr>
                      <th scope="row">${skipWords(reason)}</th>
                      <td>${count(n)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
    }
    ${filesTable("Rejected", rejectedWords, files.rejected)}
    ${filesTable("Without speech", leftOutWords, files.leftOut ?? [])}
  </section>`;
}

function countsTable(counts: Report["counts"]): Html {
  const rows = Object.entries(counts);
  if (rows.length === 0) return html`<p>No recordings were extracted.</p>`;
  const women = rows.reduce((total, [, n]) => total + n.women, 0);
  const men = rows.reduce((total, [, n]) => total + n.men, 0);
  const unknown = rows.reduce((total, [, n]) => total + (n.unknown ?? 0), 0);
  const sum = (n: (typeof rows)[number][1]): number => n.women + n.men + (n.unknown ?? 0);
  const widest = Math.max(1, ...rows.map(([, n]) => sum(n)));
  return html`<table class="counts">
    <thead>
      <tr>
        <th scope="col">emotion</th>
        <th scope="col" class="number"><span class="key"></span>women</th>
        <th scope="col" class="number"><span class="key second"></span>men</th>
        ${unknown > 0 ? html`<th scope="col" class="number">gender unknown</th>` : undefined}
        <th scope="col" class="number">total</th>
        <td class="wide"></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([emotion, n]) =>
          html`<tr>
            <th scope="row">${emotion}</th>
            <td>${count(n.women)}</td>
            <td>${count(n.men)}</td>
            ${unknown > 0 ? html`<td>${count(n.unknown ?? 0)}</td>` : undefined}
            <td>${count(sum(n))}</td>
            <td class="wide">
              ${stackedBar(n.women / widest, n.men / widest, `${emotion}: ${n.women} of women, ${n.men} of men`)}
            </td>
          </tr>`,
      )}
    </tbody>
    <tfoot>
      <tr>
        <th scope="row">total</th>
        <td>${count(women)}</td>
        <td>${count(men)}</td>
        ${unknown > 0 ? html`<td>${count(unknown)}</td>` : undefined}
        <td>${count(women + men + unknown)}</td>
        <td class="wide"></td>
      </tr>
    </tfoot>
  </table>`;
}

/** Lists of speakers and emotions are truncated to this length. */
const shownNames = 24;

function datasetsTable(datasets: NonNullable<Report["datasets"]>): Html {
  const names = (all: readonly string[]): string =>
    all.length > shownNames
      ? `${all.slice(0, shownNames).join(", ")} and ${all.length - shownNames} more`
      : all.join(", ");
  return html`<h3>Data sets</h3>
    <div class="scroll" tabindex="0" role="region" aria-label="Data sets">
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">data set</th>
            <th scope="col" class="number">recordings</th>
            <th scope="col">speakers</th>
            <th scope="col">emotions</th>
          </tr>
        </thead>
        <tbody>
          ${datasets.map(
            ({ name, recordings, speakers, emotions }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td class="number">${count(recordings)}</td>
                <td>${speakers.length}: ${names(speakers)}</td>
                <td>${names(emotions)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

function emotionMapTable(emotionMap: NonNullable<Report["emotionMap"]>): Html {
  return html`<h3>Merged emotion labels</h3>
    <p>The data sets name emotions differently. These labels are merged; all others stay separate.</p>
    <table class="plain">
      <thead>
        <tr>
          <th scope="col">data set</th>
          <th scope="col">label</th>
          <th scope="col">emotion</th>
        </tr>
      </thead>
      <tbody>
        ${emotionMap.map(
          ({ dataset, word, emotion }) =>
            html`<tr>
              <th scope="row">${dataset}</th>
              <td>${word}</td>
              <td>${emotion}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

/** Maximum number of rows shown; report.json lists every file. */
const shownFiles = 200;

const rejectedWords = (n: number): string =>
  `${counted(n, "file")} could not be used and ${n === 1 ? "was" : "were"} left out.`;
const leftOutWords = (n: number): string =>
  `${counted(n, "recording")} ${n === 1 ? "contains" : "contain"} no speech: their features were stored, but no model was trained on them.`;

function filesTable(title: string, words: (n: number) => string, files: Report["files"]["rejected"]): Html | undefined {
  if (files.length === 0) return undefined;
  return html`<h3>${title}</h3>
    <p>${words(files.length)}</p>
    <div class="scroll" tabindex="0">
      <table class="rejected">
        <thead>
          <tr>
            <th scope="col">file</th>
            <th scope="col">code</th>
            <th scope="col">reason</th>
          </tr>
        </thead>
        <tbody>
          ${files.slice(0, shownFiles).map(
            ({ key, code, message }) =>
              html`<tr>
                <td class="key-name">${key}</td>
                <td><code>${code}</code></td>
                <td>${message}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      files.length > shownFiles
        ? html`<p class="note">The first ${shownFiles} of ${count(files.length)}; report.json lists them all.</p>`
        : undefined
    }`;
}

function skipWords(reason: string): string {
  switch (reason) {
    case "not-a-recording":
      return "not named as a recording";
    case "video-only":
      return "video without sound";
    case "audio-video":
      return "audio-video form of a recording taken from its audio-only form";
    case "archived":
      return "archived in S3 (Glacier): restore them first";
    default:
      return reason;
  }
}
