import type { Provenance } from "../provenance.js";
import { count, duration } from "./figures.js";
import { type Html, html } from "./html.js";

/** How to reproduce the run: command, machine, data, and how to cite it. */
export function provenanceSection(run: string, provenance: Provenance): Html {
  const { version, commit, commandLine, settings, randomState, featureSet, data, machine, corpora } = provenance;
  const { startedAt, endedAt, fitCpuSec } = provenance;
  const facts: readonly (readonly [string, Html | string | undefined])[] = [
    ["Command", commandLine && html`<code>${commandLine}</code>`],
    ["Again", html`<code>ser run --config run.json --out DIRECTORY</code> takes every setting from run.json`],
    ["Checked by", html`<code>ser report ${run} --verify --out DIRECTORY</code> trains again from the stored rows`],
    ["Version", `speech-emotion-workers ${version}${commit === undefined ? "" : `, commit ${commit.slice(0, 12)}`}`],
    ["Features", featureSet],
    ["Random state", String(randomState)],
    ["Files", data.files && html`<code>${data.files}</code> (SHA-256 of keys and ETags)`],
    ["Rows", html`${count(data.recordings)} recordings, <code>${data.rows}</code> (hash of their features)`],
    [
      "Machine",
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.platform}, Node ${machine.node}`,
    ],
    ["Started, ended", `${startedAt ?? "unknown"}, ${endedAt}`],
    ["Fits", fitCpuSec === undefined ? undefined : `${duration(fitCpuSec)} for the searches, over all workers`],
  ];
  return html`<section id="again">
    <h2>How to reproduce this</h2>
    <dl class="facts">
      ${facts.map(([name, value]) =>
        value === undefined || value === ""
          ? undefined
          : html`<dt>${name}</dt>
              <dd>${value}</dd>`,
      )}
    </dl>
    <details>
      <summary>All settings</summary>
      <div class="scroll" tabindex="0">
        <table class="plain settings">
          <tbody>
            ${Object.entries(settings).map(
              ([name, value]) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  <td><code>${typeof value === "string" ? value : JSON.stringify(value)}</code></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
    <h3>Data sets and their licences</h3>
    ${corpora.map(
      ({ name, recordings, citation, doi, licence }) =>
        html`<p>
          <b>${name}</b>, ${count(recordings)} recordings. ${citation && `${citation}.`} ${doi && `DOI ${doi}.`}
          ${licence === undefined ? "Its licence is unknown here: ask the provider of the recordings." : `Licence: ${licence}.`}
        </p>`,
    )}
  </section>`;
}
