import { dataSetChoices } from "../../corpus/dataSets.js";
import { searchProtocols } from "../../evaluation/nestedCrossValidation.js";
import { type Html, html } from "../../report/html/html.js";
import { type AutomaticSetting, defaultRecipe, recipeNames, runNamePattern } from "../../runs/jobs.js";
import type { WorkerKind } from "../../runs/workerRegistry.js";
import { workerNotice } from "./workerNotice.js";

/** A form that starts a run; empty fields take the defaults of `ser run`. @param workers the running workers */
export function startForm(
  sources: readonly string[],
  taken: ReadonlySet<string>,
  workers: readonly { readonly kind: WorkerKind }[],
): Html {
  const pattern = runNamePattern.source.slice(1, -1).replaceAll("-]", "\\-]");
  return html`<section aria-labelledby="start-title">
    <h2 id="start-title">Start a run</h2>
    ${workerNotice(["extract", "train"], workers)}
    <form id="start">
      <div class="fields">
        <label>
          Source
          <input name="source" list="sources" required value="${sources[0]}" autocomplete="off" spellcheck="false" />
        </label>
        <datalist id="sources">${sources.map((source) => html`<option value="${source}"></option>`)}</datalist>
        <label>
          Name
          <input
            name="run"
            required
            maxlength="64"
            value="${proposedName(sources[0]!, taken)}"
            pattern="${pattern}"
            title="1 to 64 letters, digits, dots, hyphens or underscores"
            autocomplete="off"
            spellcheck="false"
          />
        </label>
        <label>
          Data set
          <select name="dataset">
            ${dataSetChoices.map((name) => html`<option value="${name}">${name === "auto" ? "recognise each (auto)" : name}</option>`)}
          </select>
        </label>
        <label>
          Labels file
          <input
            name="labels"
            placeholder="labels.csv, in the source; instead of names"
            autocomplete="off"
            spellcheck="false"
          />
        </label>
        <label>
          Emotions
          <input
            name="emotions"
            placeholder="calm, happy, sad; empty: by data set"
            autocomplete="off"
            spellcheck="false"
          />
        </label>
      </div>
      <details>
        <summary>More</summary>
        <div class="fields">
          <label>
            Protocol of the search
            <select name="protocol">
              ${searchProtocols.map((name) => html`<option value="${name}">${protocolWords[name]}</option>`)}
            </select>
          </label>
          <label>
            Recipe
            <select name="recipe">
              ${recipeNames.map((name) =>
                name === defaultRecipe ? html`<option selected>${name}</option>` : html`<option>${name}</option>`,
              )}
            </select>
          </label>
          ${automaticField("Random convolutions", "convolutions")}
          ${automaticField("Training on noisy copies", "noisyCopies")}
        </div>
        <label>
          Grid
          <textarea
            name="grid"
            rows="3"
            spellcheck="false"
            placeholder='{"nEstimators": [50, 100], "maxDepth": [10, null]}; empty: 96 candidates'
          ></textarea>
        </label>
        <label class="check"><input type="checkbox" name="nested" checked /> Nested cross-validation (slower)</label>
      </details>
      <p class="problem" role="alert"></p>
      <div class="actions"><button>Start</button></div>
    </form>
    <p class="hint">Other settings use the defaults of <code>ser run</code>.</p>
  </section>`;
}

function automaticField(label: string, name: AutomaticSetting): Html {
  return html`<label>
    ${label}
    <select name="${name}">
      <option value="auto">where sentences are shared</option>
      <option value="true">always</option>
      <option value="false">never</option>
    </select>
  </label>`;
}

const protocolWords: Readonly<Record<(typeof searchProtocols)[number], string>> = {
  byActor: "hold out speakers (byActor)",
  stratified: "draw recordings at random (stratified)",
  byCorpus: "hold out data sets (byCorpus)",
};

/**
 * An unused run name, after the source's last folder.
 *
 * @example proposedName("/data/ravdess", new Set(["ravdess"])) // "ravdess-2"
 */
export function proposedName(source: string, taken: ReadonlySet<string>): string {
  const last = source.replace(/\/+$/, "").split("/").at(-1) ?? "";
  const name =
    last
      .replace(/[^A-Za-z0-9._-]+/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "")
      .slice(0, 60) || "run";
  if (!taken.has(name)) return name;
  for (let n = 2; ; n++) if (!taken.has(`${name}-${n}`)) return `${name}-${n}`;
}
