import { inOrderOfEmotions } from "../../corpus/dataSets.js";
import type { Labels } from "../../corpus/labels.js";
import type { Report } from "../../report/report.js";
import type { RunSettings } from "../../runs/jobs.js";
import type { Dataset } from "./dataset.js";
import { chosenEmotions, labelsOfRows } from "./rowLabels.js";

type CorpusReport = Pick<Report, "counts" | "datasets" | "emotions" | "emotionMap">;

/** The report's chapter on the corpus: its data sets, speakers and emotions, and which labels were merged. */
export function corpusOf({ header }: Dataset, choice: RunSettings["emotions"]): CorpusReport {
  const all = labelsOfRows(header);
  const known = all.filter((labels) => labels !== undefined);
  const { emotions: chosen, why } = chosenEmotions(choice, all);
  const names = [...new Set(known.map(({ dataset }) => dataset))].sort();
  const emotionMap = joinedWords(known);
  return {
    counts: countsOf(known),
    datasets: names.map((name) => {
      const own = known.filter(({ dataset }) => dataset === name);
      return {
        name,
        recordings: own.length,
        speakers: [...new Set(own.map(({ speaker }) => speaker))].sort(),
        emotions: inOrderOfEmotions(own.map(({ emotion }) => emotion)),
      };
    }),
    emotions: { chosen: [...chosen], ...(why === undefined ? {} : { why }) },
    ...(emotionMap.length === 0 ? {} : { emotionMap }),
  };
}

function countsOf(known: readonly Labels[]): Report["counts"] {
  const counts = new Map<string, { women: number; men: number; unknown: number }>();
  for (const { emotion, gender } of known) {
    const of = counts.get(emotion) ?? { women: 0, men: 0, unknown: 0 };
    of[gender === undefined ? "unknown" : gender === "woman" ? "women" : "men"] += 1;
    counts.set(emotion, of);
  }
  return Object.fromEntries(
    inOrderOfEmotions(counts.keys()).map((emotion) => {
      const { unknown, ...rest } = counts.get(emotion)!;
      return [emotion, unknown === 0 ? rest : { ...rest, unknown }];
    }),
  );
}

/** Each label of a data set that was mapped to another one. */
function joinedWords(known: readonly Labels[]): NonNullable<Report["emotionMap"]> {
  const joined = new Map<string, { dataset: string; word: string; emotion: string }>();
  for (const { dataset, word, emotion } of known)
    if (word !== emotion) joined.set(JSON.stringify([dataset, word]), { dataset, word, emotion });
  return [...joined.values()].sort((a, b) => (`${a.dataset} ${a.word}` < `${b.dataset} ${b.word}` ? -1 : 1));
}
