import { type Report, type SetReport, type SpeakerSet, speakerSets } from "../report.js";
import { count, counted, listed, percent, score } from "./figures.js";
import { type Html, html } from "./html.js";
import { scoreChart } from "./scoreChart.js";
import { setWords } from "./setSection.js";

type NamedSet = readonly [SpeakerSet, SetReport];

/** The report in one minute: what was run, the results, how reliable they are. */
export function summarySection(report: Report): Html {
  const sets = speakerSets.flatMap((name): NamedSet[] => {
    const set = report.sets[name];
    return set === undefined ? [] : [[name, set]];
  });
  return html`<header>
      <p class="eyebrow">Speech emotion report</p>
      <h1>${headline(sets)}</h1>
      <p class="lead">${whatWasRun(report, sets)}</p>
      ${[...(report.messages ?? []), ...(report.notTrained ?? []).map(notTrainedWords)].map(
        (message) => html`<p class="message">${message}</p>`,
      )}
    </header>
    ${
      sets.length === 0
        ? undefined
        : html`<section class="cards" aria-label="Results">${sets.map(([name, set]) => card(name, set))}</section>
            <p class="legend">
              <span class="dot new"></span>new speakers <span class="dot known"></span>known speakers
              <span class="guess"></span>always predicting the most common emotion
            </p>
            ${trust(report, sets)}`
    }`;
}

function headline(sets: readonly NamedSet[]): string {
  if (sets.length === 0) return "No model could be trained";
  const [name, set] = sets[0]!;
  const whom = name === "all" ? "" : ` (${setWords[name].toLowerCase()})`;
  return `${percent(set.byActor.accuracy)} of recordings recognised from speakers not seen in training${whom}`;
}

function whatWasRun({ run, source, files, featureSet, forest }: Report, sets: readonly NamedSet[]): Html {
  const nSkipped = Object.values(files.skipped).reduce((total, n) => total + n, 0);
  const skipped = nSkipped > 0 ? `; ${counted(nSkipped, "file was", "files were")} skipped` : "";
  const rejected = files.rejected.length > 0 ? count(files.rejected.length) : "none";
  const [first] = sets;
  const models = listed(sets.map(([name]) => setWords[name].toLowerCase()));
  const learnt = first && ` Random forests for ${models} learnt to tell ${first[1].labels.length} emotions apart: `;
  return html`Run <b>${run}</b> listed ${counted(files.listed, "file")} of <b>${source}</b> and computed features of
    ${counted(files.extracted, "recording") + skipped}, ${rejected} rejected. ${files.sum && sumWords(files.sum)}
    ${learnt && `${learnt + listed(first[1].labels)}.`} ${featureSet && `Feature set: ${featureSet}.`}
    ${forest && `Trees grown by ${forest}.`}`;
}

/** Each listed file has one outcome. */
function sumWords({ listed: nListed, rows, rejected, givenUp, skipped }: NonNullable<Report["files"]["sum"]>): string {
  return `Every file is accounted for: ${count(rows)} rows + ${count(rejected)} rejected + ${count(givenUp)} given up + ${count(skipped)} skipped = ${count(nListed)} listed.`;
}

function notTrainedWords({ set, message, stratified }: NonNullable<Report["notTrained"]>[number]): string {
  const known = stratified && ` On known speakers its accuracy is ${percent(stratified.accuracy)}.`;
  return `No model for ${setWords[set].toLowerCase()}: ${message}.${known ?? ""}`;
}

function card(name: SpeakerSet, set: SetReport): Html {
  const interval = set.byActor.intervals?.accuracy;
  return html`<article class="card">
    <h2><a href="#${name}">${setWords[name]}</a></h2>
    <p class="big">${percent(set.byActor.accuracy)}</p>
    <p class="small">
      new speakers${interval && `, ${percent(interval.lower)} to ${percent(interval.upper)}`} · macro F1
      ${score(set.byActor.macroF1)}
    </p>
    ${scoreChart({
      byActor: set.byActor.accuracy,
      stratified: set.stratified.accuracy,
      guessing: guessing(set),
      interval,
    })}
    <p class="small">
      known speakers ${percent(set.stratified.accuracy)} · guessing ${percent(guessing(set))} ·
      ${counted(set.rows, "recording")}
    </p>
  </article>`;
}

/** What always predicting the most common emotion gets. */
function guessing(set: SetReport): number {
  const supports = set.byActor.confusion.map((counts) => counts.reduce((total, n) => total + n, 0));
  const all = supports.reduce((total, n) => total + n, 0);
  return all === 0 ? 0 : Math.max(...supports) / all;
}

function trust(report: Report, sets: readonly NamedSet[]): Html {
  const [, set] = sets[0]!;
  const gap = Math.round((set.stratified.accuracy - set.byActor.accuracy) * 100);
  const confidence = set.byActor.intervals?.accuracy?.confidence;
  return html`<section class="trust">
    <h2>How reliable are these figures?</h2>
    <dl>
      <dt>New speakers <small>by actor</small></dt>
      <dd>
        Whole actors were held out of training and then recognised: this is what to expect from a speaker the model has
        never heard, and the figure to trust.
      </dd>
      <dt>Known speakers <small>stratified</small></dt>
      <dd>
        A random quarter of the recordings was held out, with the same actors on both sides: this is what such studies
        report, and it flatters a model that has come to know the
        voices${gap > 0 ? `, here by ${counted(gap, "point")}` : ""}.
      </dd>
      ${
        confidence === undefined
          ? undefined
          : html`<dt>Ranges</dt>
              <dd>
                With other actors of the same kind the figure would fall in this range ${Math.round(confidence * 100)}
                times in 100, going by resampling these.
              </dd>`
      }
      ${
        report.synthetic
          ? undefined
          : html`<dt>The setting</dt>
              <dd>Actors played these emotions in a studio. Emotions of daily life are harder to hear.</dd>`
      }
    </dl>
  </section>`;
}
