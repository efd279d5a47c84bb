import type { Report } from "./report.js";

/** Warnings before using a model of this run: its limits, then what it must not be used for. */
export function limitsOf(report: Pick<Report, "synthetic" | "breakdown">): readonly string[] {
  const speakers = report.breakdown?.speakers.length;
  const voices = speakers === undefined ? "a few speakers" : `${speakers} speakers`;
  return [
    report.synthetic
      ? "The voices are computer-generated: the figures say nothing about people."
      : `The models are trained on emotions that ${voices} expressed for a recording, most of them actors in a studio, in one language. Everyday emotions are quieter and mixed, and other languages, ages, dialects and microphones were not tested.`,
    "A voice does not reveal what a person feels. The models name the emotion that a recording most resembles among those they were trained on; they cannot predict any other.",
    "Do not use them to judge people: not for hiring, work, grading, policing, migration, insurance or credit. The European Union's AI Act (Regulation 2024/1689, article 5) forbids inferring emotions at work and in education, except for medical or safety reasons. Ask for consent before you record, and check every figure for the people concerned.",
  ];
}
