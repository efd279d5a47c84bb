import type { Prediction } from "../models/prediction.js";

const barWidth = 24;

/** A prediction as text: the emotions as bars, likeliest first, then the model used and the top features. */
export function predictionText(name: string, prediction: Prediction): string {
  const { emotion, probabilities, gender, model, speaker, features, notes } = prediction;
  const ranked = Object.entries(probabilities).sort(([, a], [, b]) => b - a);
  const width = Math.max(...ranked.map(([label]) => label.length));
  const lines = [
    `${name}: ${emotion}`,
    ...ranked.map(([label, probability]) => {
      const bar = "█".repeat(Math.round(probability * barWidth)).padEnd(barWidth);
      return `  ${label.padEnd(width)}  ${bar} ${probability.toFixed(2)}`;
    }),
    `  gender  ${gender.note}`,
    ...(speaker === undefined ? [] : [`  speaker ${speaker.id}, ${speaker.recordings} recordings enrolled`]),
    `  model   ${model.id}, accuracy ${Math.round(model.byActor.accuracy * 100)} % on new speakers`,
    `  top features  ${features.map(({ name: feature, contribution }) => `${feature} +${contribution.toFixed(2)}`).join(", ")}`,
    ...notes.map((note) => `  note    ${note}`),
    ...(model.synthetic
      ? ["  The model was trained on SYNTHETIC voices: its predictions say nothing about people."]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}
