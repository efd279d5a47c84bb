import { describeParams } from "../../evaluation/describeParams.js";
import type { GridResults, SearchGain, SetReport, Stage } from "../report.js";
import { count, counted, duration, percent, score, signed } from "./figures.js";
import { gridHeatMap } from "./gridHeatMap.js";
import { type Html, html } from "./html.js";

/** How the search found a set's model; nothing without a search. */
export function searchPart({ stages, grid, pruning, nested, searchGain }: SetReport): Html | undefined {
  if (stages === undefined && grid === undefined && nested === undefined) return undefined;
  return html`<h3>Model selection</h3>
    ${stages && stageTable(stages)} ${pruning && html`<p>${pruning.sentence}</p>`}
    ${searchGain && gainParagraph(searchGain)}
    ${nested && nestedParagraph(nested, grid?.best == null ? null : grid.candidates[grid.best]!.score)}
    ${grid && gridPart(grid)}`;
}

const stageWords = {
  initial: "Initial: the study's parameters",
  tuned: "Tuned: best of the search",
  pruned: "Pruned: least important features dropped",
  final: "Final",
} as const;

function stageTable(stages: NonNullable<SetReport["stages"]>): Html {
  const rows = (Object.keys(stageWords) as (keyof typeof stageWords)[]).flatMap((name) => {
    const stage = stages[name];
    return stage === undefined ? [] : [stageRow(stageWords[name], stage)];
  });
  return html`<div class="scroll" tabindex="0">
    <table class="plain numbers stages">
      <thead>
        <tr>
          <th scope="col" rowspan="2">model</th>
          <th scope="col" rowspan="2">features</th>
          <th scope="colgroup" colspan="2">new speakers</th>
          <th scope="colgroup" colspan="2">known speakers</th>
          <th scope="col" rowspan="2">search score</th>
        </tr>
        <tr>
          <th scope="col">accuracy</th>
          <th scope="col">macro F1</th>
          <th scope="col">accuracy</th>
          <th scope="col">macro F1</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function stageRow(words: string, { params, nFeatures, byActor, stratified, searchScore }: Stage): Html {
  return html`<tr>
    <th scope="row">${words}<small>${describeParams(params)}</small></th>
    <td>${nFeatures}</td>
    <td>${percent(byActor.accuracy)}</td>
    <td>${score(byActor.macroF1)}</td>
    <td>${percent(stratified.accuracy)}</td>
    <td>${score(stratified.macroF1)}</td>
    <td>${searchScore === undefined ? "–" : score(searchScore)}</td>
  </tr>`;
}

function gainParagraph({ winner, difference, sentence }: SearchGain): Html {
  const compared =
    winner === "nested"
      ? "the search's winner, by nested cross-validation, minus the study's parameters"
      : "the search's winner minus the study's parameters, both by speaker; the winner was chosen on these speakers";
  return html`<p>
    <strong>${sentence}</strong> Macro F1 of ${compared}: ${signed(difference.point)},
    ${Math.round(difference.confidence * 100)} % confidence interval ${signed(difference.lower)} to
    ${signed(difference.upper)}, with the same recordings and the same resampled speakers for both.
  </p>`;
}

function nestedParagraph(nested: NonNullable<SetReport["nested"]>, searchScore: number | null): Html {
  const range = nested.intervals?.macroF1;
  return html`<p>
    <strong>Nested cross-validation: macro F1 ${score(nested.macroF1)}</strong>, accuracy
    ${percent(nested.accuracy)}${range && ` (95 % confidence interval ${score(range.lower)} to ${score(range.upper)})`}.
    ${searchScore === null ? "" : `The search's own score is ${score(searchScore)}. `}The best of many candidates owes
    part of its score to luck. Here, the whole search was repeated in ${nested.nOuter} outer folds, each scored on
    actors excluded from it. ${nested.note}
  </p>`;
}

function gridPart(grid: GridResults): Html {
  const { candidates, best } = grid;
  const failed = candidates.filter((candidate) => candidate.score === null).length;
  const protocol = { byActor: "by actor", stratified: "stratified", byCorpus: "by data set" }[grid.protocol];
  const cost = [
    grid.wallSec === undefined ? "" : ` Wall time: ${duration(grid.wallSec)}.`,
    grid.cpuSec === undefined ? "" : ` Compute time of the fits: ${duration(grid.cpuSec)}.`,
  ].join("");
  return html`<p>
      The search (grid: ${grid.name}) scored ${counted(candidates.length, "candidate")} by ${grid.scoring} in
      ${grid.nSplits}-fold cross-validation, ${protocol}.${cost}
      ${failed > 0 ? ` ${counted(failed, "candidate")} could not be trained.` : ""}
      ${
        best === null
          ? "No candidate has a score."
          : `The best: ${describeParams(candidates[best]!.params)}, ${score(candidates[best]!.score ?? 0)}.`
      }
    </p>
    ${candidates.length > 1 ? gridHeatMap(grid) : undefined}
    ${
      candidates.length > 1
        ? html`<p class="note">
            ${count(candidates.length)} scores, shown without the leading 0. Stronger colours are better; the chosen
            candidate is framed.
          </p>`
        : undefined
    }`;
}
