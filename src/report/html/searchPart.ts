import { describeParams } from "../../evaluation/describeParams.js";
import type { GridResults, SetReport, Stage } from "../report.js";
import { count, counted, duration, percent, score } from "./figures.js";
import { gridHeatMap } from "./gridHeatMap.js";
import { type Html, html } from "./html.js";

/** How the search found a set's model; nothing where there was none. */
export function searchPart({ stages, grid, pruning, nested }: SetReport): Html | undefined {
  if (stages === undefined && grid === undefined && nested === undefined) return undefined;
  return html`<h3>How the model was found</h3>
    ${stages && stageTable(stages)} ${pruning && html`<p>${pruning.sentence}</p>`}
    ${nested && nestedParagraph(nested, grid?.best == null ? null : grid.candidates[grid.best]!.score)}
    ${grid && gridPart(grid)}`;
}

const stageWords = {
  initial: "Initial, the study's parameters",
  tuned: "Tuned, the best of the search",
  pruned: "Pruned, the weakest features dropped",
  final: "Final",
} as const;

function stageTable(stages: NonNullable<SetReport["stages"]>): Html {
  const rows = (Object.keys(stageWords) as (keyof typeof stageWords)[]).flatMap((name) => {
    const stage = stages[name];
    return stage === undefined ? [] : [stageRow(stageWords[name], stage)];
  });
  return html`<div class="scroll">
    <table class="plain numbers stages">
      <thead>
        <tr>
          <th scope="col" rowspan="2">model</th>
          <th scope="col" rowspan="2">features</th>
          <th scope="colgroup" colspan="2">new voices</th>
          <th scope="colgroup" colspan="2">known voices</th>
          <th scope="col" rowspan="2">in the search</th>
        </tr>
        <tr>
          <th scope="col">right</th>
          <th scope="col">macro F1</th>
          <th scope="col">right</th>
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

function nestedParagraph(nested: NonNullable<SetReport["nested"]>, searchScore: number | null): Html {
  const range = nested.intervals?.macroF1;
  return html`<p>
    <strong>Judged from outside the search: macro F1 ${score(nested.macroF1)}</strong>, ${percent(nested.accuracy)}
    right${range && ` (range ${score(range.lower)} to ${score(range.upper)})`}.
    ${searchScore === null ? "" : `The search's own figure is ${score(searchScore)}. `}The best of many candidates owes
    part of its score to luck; here the whole search was repeated in ${nested.nOuter} rounds, each judged on actors that
    took no part in it. ${nested.note}
  </p>`;
}

function gridPart(grid: GridResults): Html {
  const { candidates, best } = grid;
  const failed = candidates.filter((candidate) => candidate.score === null).length;
  const protocol = grid.protocol === "byActor" ? "by actor" : "stratified";
  const cost = [
    grid.wallSec === undefined ? "" : ` It took ${duration(grid.wallSec)}.`,
    grid.cpuSec === undefined ? "" : ` Its fits cost ${duration(grid.cpuSec)} of computing.`,
  ].join("");
  return html`<p>
      The search (grid: ${grid.name}) tried ${counted(candidates.length, "candidate")}, each scored by ${grid.scoring}
      in ${grid.nSplits}-fold cross-validation, ${protocol}.${cost}
      ${failed > 0 ? ` ${counted(failed, "candidate")} could not be trained.` : ""}
      ${
        best === null
          ? "None has a score."
          : `The best: ${describeParams(candidates[best]!.params)}, ${score(candidates[best]!.score ?? 0)}.`
      }
    </p>
    ${candidates.length > 1 ? gridHeatMap(grid) : undefined}
    ${
      candidates.length > 1
        ? html`<p class="note">
            ${count(candidates.length)} scores without their leading 0, darker or brighter is better; the chosen one is
            framed.
          </p>`
        : undefined
    }`;
}
