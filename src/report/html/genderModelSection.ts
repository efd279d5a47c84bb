import type { Report } from "../report.js";
import { counted, percent } from "./figures.js";
import { type Html, html } from "./html.js";

/** How well women are told from men: what a prediction for an unknown speaker rests on first. */
export function genderModelSection(model: NonNullable<Report["genderModel"]>): Html {
  const interval = model.byActor.intervals?.accuracy;
  const range =
    interval === undefined ? "" : ` (with other actors ${percent(interval.lower)} to ${percent(interval.upper)})`;
  return html`<section id="gender-model">
    <h2>Telling women from men</h2>
    <p>
      Where a prediction is not told the speaker's gender, a forest of its own listens for it: it is right for
      ${percent(model.byActor.accuracy) + range} of the recordings of voices it never heard, and for
      ${percent(model.stratified.accuracy)} of known voices. It learnt from ${counted(model.rows, "recording")} of
      ${counted(model.actors, "actor")}, in every emotion. Where it is not sure, the model for all speakers answers.
    </p>
  </section>`;
}
