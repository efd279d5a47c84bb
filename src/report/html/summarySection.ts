import { bestKnown, type Headline, headlineOf } from "../headline.js";
import { type Report, type Scores, type SetReport, type SpeakerSet, speakerSets } from "../report.js";
import { count, counted, listed, percent, score } from "./figures.js";
import { type Html, html } from "./html.js";
import { intervalWords } from "./intervalWords.js";
import { scoreChart } from "./scoreChart.js";
import { setWords } from "./setSection.js";
import { voteColumns } from "../voteColumns.js";

type NamedSet = readonly [SpeakerSet, SetReport];

/** The report in one minute: the run, its results and their reliability. */
export function summarySection(report: Report): Html {
  const sets = speakerSets.flatMap((name): NamedSet[] => {
    const set = report.sets[name];
    return set === undefined ? [] : [[name, set]];
  });
  const headline = headlineOf(report);
  const cards = cardsOf(report, headline, sets);
  return html`<header>
      <p class="eyebrow">Speech emotion report</p>
      <h1>${title(headline)}</h1>
      <p class="lead">${whatWasRun(report, sets, headline)}</p>
      ${[...(report.messages ?? []), ...(report.notTrained ?? []).map(notTrainedWords)].map(
        (message) => html`<p class="message">${message}</p>`,
      )}
    </header>
    ${
      cards.length === 0
        ? undefined
        : html`<section class="cards" aria-label="Results">${cards.map(card)}</section>
            <p class="legend">
              <span class="dot new"></span>new speakers <span class="dot known"></span>${cards[0]!.known.words}
              <span class="guess"></span>always predicting the most common emotion
            </p>
            ${trust(report, sets, headline)}`
    }`;
}

function title(headline: Headline | undefined): string {
  if (headline === undefined) return "No model could be trained";
  const { set, scores } = headline;
  const whom = set === "all" ? "" : ` (${setWords[set].toLowerCase()})`;
  return `${percent(scores.accuracy)} of recordings recognised from speakers not seen in training${whom}`;
}

/** A card with the scores of one model, or of the model for all on some speakers. */
interface Card {
  readonly name: SpeakerSet;
  readonly href: string;
  readonly nested: boolean;
  readonly scores: Scores;
  /** for known voices: from training, or enrolled */
  readonly known: { readonly words: string; readonly accuracy: number | undefined };
}

/** For the recipe used for predictions. */
function cardsOf({ functionals }: Report, headline: Headline | undefined, sets: readonly NamedSet[]): Card[] {
  const { newSpeakers, enrolled } = functionals ?? {};
  if (headline?.recipe !== "functionals" || newSpeakers === undefined)
    return sets.map(([name, set]) => ({
      name,
      href: `#${name}`,
      ...bestKnown(set),
      known: { words: "known speakers", accuracy: set.stratified.accuracy },
    }));
  return speakerSets.flatMap((name): Card[] => {
    const scores = newSpeakers[name];
    if (scores === undefined) return [];
    const words = `${enrolled?.n ?? 0} recordings enrolled`;
    return [
      { name, href: "#functionals", nested: true, scores, known: { words, accuracy: enrolled?.[name]?.accuracy } },
    ];
  });
}

function whatWasRun(report: Report, sets: readonly NamedSet[], headline: Headline | undefined): Html {
  const { run, source, files, featureSet, forest } = report;
  const nSkipped = Object.values(files.skipped).reduce((total, n) => total + n, 0);
  const skipped = nSkipped > 0 ? `; ${counted(nSkipped, "file was", "files were")} skipped` : "";
  const rejected = files.rejected.length > 0 ? count(files.rejected.length) : "none";
  return html`Run <b>${run}</b> listed ${counted(files.listed, "file")} of <b>${source}</b> and computed features of
    ${counted(files.extracted, "recording") + corpora(report) + skipped}, ${rejected} rejected.
    ${files.sum && sumWords(files.sum)} ${headline && whatWasLearnt(report, sets, headline)}
    ${featureSet && `Feature set: ${featureSet}.`} ${forest && `Trees grown by ${forest}.`}`;
}

function corpora({ provenance }: Report): string {
  const names = (provenance?.corpora ?? []).map(({ name }) => name);
  return names.length === 0 ? "" : ` of ${listed(names)}`;
}

/** The data sets that were recognised, and how. */
function whatWasLearnt(
  { files, functionals, featureSet }: Report,
  sets: readonly NamedSet[],
  headline: Headline,
): string {
  const isVote = headline.recipe === "functionals" && functionals !== undefined;
  const labels = isVote ? functionals.labels : (sets[0]?.[1].labels ?? []);
  const rows = headline.scores.confusion.flat().reduce((sum, n) => sum + n, 0);
  const of = rows < files.extracted ? `${count(rows)} of them` : "They";
  const models = listed(sets.map(([name]) => setWords[name].toLowerCase()));
  const by = isVote
    ? `Linear models on ${voteColumns({ featureSet }).long} recognise them${sets.length === 0 ? "" : "; the study's random forests are evaluated too"}.`
    : `Random forests for ${models} recognise them.`;
  return `${of} express the ${labels.length} emotions that the models tell apart: ${listed(labels)}. ${by}`;
}

/** Each listed file has one outcome. */
function sumWords({ listed: nListed, rows, rejected, givenUp, skipped }: NonNullable<Report["files"]["sum"]>): string {
  return `Every file is accounted for: ${count(rows)} rows + ${count(rejected)} rejected + ${count(givenUp)} given up + ${count(skipped)} skipped = ${count(nListed)} listed.`;
}

function notTrainedWords({ set, message, stratified }: NonNullable<Report["notTrained"]>[number]): string {
  const known = stratified && ` On known speakers its accuracy is ${percent(stratified.accuracy)}.`;
  return `No model for ${setWords[set].toLowerCase()}: ${message}.${known ?? ""}`;
}

function card({ name, href, nested, scores, known }: Card): Html {
  const { accuracy, macroF1, confusion } = scores;
  const interval = scores.intervals?.accuracy;
  const chance = chanceLevel(confusion);
  return html`<article class="card">
    <h2><a href="${href}">${setWords[name]}</a></h2>
    <p class="big">${percent(accuracy)}</p>
    <p class="small">
      new speakers${nested ? ", nested" : ""}${interval && `, ${percent(interval.lower)} to ${percent(interval.upper)}`}
      · macro F1 ${score(macroF1)}
    </p>
    ${scoreChart({ byActor: accuracy, known: known.accuracy, knownWords: known.words, chance, interval })}
    <p class="small">
      ${known.accuracy === undefined ? "" : `${known.words} ${percent(known.accuracy)} · `}chance ${percent(chance)} ·
      ${counted(
        confusion.flat().reduce((sum, n) => sum + n, 0),
        "recording",
      )}
    </p>
  </article>`;
}

/** Score of always predicting the most common emotion. */
function chanceLevel(confusion: Scores["confusion"]): number {
  const supports = confusion.map((counts) => counts.reduce((total, n) => total + n, 0));
  const all = supports.reduce((total, n) => total + n, 0);
  return all === 0 ? 0 : Math.max(...supports) / all;
}

function trust(report: Report, sets: readonly NamedSet[], headline: Headline | undefined): Html {
  const [first] = sets;
  const gap = first === undefined ? 0 : Math.round((first[1].stratified.accuracy - first[1].byActor.accuracy) * 100);
  const speakers = report.breakdown?.speakers.length ?? first?.[1].actors;
  const interval = headline?.scores.intervals?.macroF1 ?? headline?.scores.intervals?.accuracy;
  return html`<section class="trust">
    <h2>How reliable are these figures?</h2>
    <dl>
      <dt>New speakers <small>${headline?.nested === true ? "by actor, nested" : "by actor"}</small></dt>
      <dd>
        Whole actors were held out of training and then recognised: this is what to expect for a speaker whom the model
        was not trained on, and the figure to trust.
        ${
          headline?.nested === true
            ? "The parameter search did not use them either (nested cross-validation)."
            : "The parameters were chosen on the same actors, which makes the figure slightly optimistic."
        }
      </dd>
      ${
        first === undefined
          ? undefined
          : html`<dt>Known speakers <small>stratified</small></dt>
              <dd>
                A random quarter of the recordings was held out, with the same actors on both sides, as such studies
                often do. This is optimistic, since the model was trained on the same
                voices${gap > 0 ? `: here by ${counted(gap, "point")} for the study's forest` : ""}.
              </dd>`
      }
      ${
        interval === undefined
          ? undefined
          : html`<dt>Ranges</dt>
              <dd>
                ${intervalWords(interval, speakers)}. Macro F1
                ${score(headline!.scores.macroF1)}${
                  headline?.scores.intervals?.macroF1 === undefined
                    ? ""
                    : `, ${score(headline.scores.intervals.macroF1.lower)} to ${score(headline.scores.intervals.macroF1.upper)}`
                }.
              </dd>`
      }
      ${
        report.synthetic
          ? undefined
          : html`<dt>The setting</dt>
              <dd>Actors played these emotions in a studio. Everyday emotions are harder to recognise.</dd>`
      }
    </dl>
  </section>`;
}
