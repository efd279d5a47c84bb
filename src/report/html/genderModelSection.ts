import type { Report } from "../report.js";
import { counted, percent } from "./figures.js";
import { type Html, html } from "./html.js";

/** The accuracy of the gender model, on which predictions for unknown speakers depend. */
export function genderModelSection(model: NonNullable<Report["genderModel"]>): Html {
  const interval = model.byActor.intervals?.accuracy;
  const range =
    interval === undefined ? "" : ` (with other actors ${percent(interval.lower)} to ${percent(interval.upper)})`;
  return html`<section id="gender-model">
    <h2>Gender model</h2>
    <p>
      If the speaker's gender is not given, a separate forest detects it. Its accuracy is
      ${percent(model.byActor.accuracy) + range} for recordings of unseen voices, and
      ${percent(model.stratified.accuracy)} for known voices. It was trained on ${counted(model.rows, "recording")} of
      ${counted(model.actors, "actor")}, with every emotion. If it is uncertain, the model for all speakers is used.
    </p>
  </section>`;
}
