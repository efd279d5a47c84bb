import { count } from "../../report/html/figures.js";
import { html } from "../../report/html/html.js";
import type { SampledRecording } from "../explore/summarizeRows.js";
import { emotionClass } from "../views/emotionClass.js";
import { element } from "./ask.js";

const pageRows = 25;

/** The recordings of the map as table rows, page by page: an accessible alternative to the map. */
export class RecordingTable {
  readonly #part: HTMLElement;
  readonly #sample: readonly SampledRecording[];
  #first = 0;

  /** @param play called with the index of the chosen recording */
  constructor(part: HTMLElement, sample: readonly SampledRecording[], play: (index: number) => void) {
    this.#part = part;
    this.#sample = sample;
    part.addEventListener("click", ({ target }) => {
      const index = (target as HTMLElement).closest("[data-play]")?.getAttribute("data-play");
      if (index !== undefined && index !== null) play(Number(index));
    });
    this.#button("[data-previous]").addEventListener("click", () => this.#turn(-pageRows));
    this.#button("[data-next]").addEventListener("click", () => this.#turn(pageRows));
    this.#turn(0);
  }

  #turn(rows: number): void {
    this.#first += rows;
    const last = Math.min(this.#first + pageRows, this.#sample.length);
    this.#button("[data-previous]").disabled = this.#first === 0;
    this.#button("[data-next]").disabled = last === this.#sample.length;
    element("[data-which]", this.#part).textContent =
      `${count(this.#first + 1)} to ${count(last)} of ${count(this.#sample.length)}`;
    element("tbody", this.#part).innerHTML = this.#sample
      .slice(this.#first, last)
      .map(
        ({ key, dataset, speaker, emotion, gender, durationSec }, i) =>
          html`<tr>
            <th scope="row"><i class="swatch ${emotionClass(emotion)}"></i>${emotion}</th>
            <td>${gender ?? "unknown"}</td>
            <td>${dataset} ${speaker}</td>
            <td class="number">${durationSec.toFixed(2)} s</td>
            <td><button type="button" class="link" data-play="${this.#first + i}">${key}</button></td>
          </tr>`.text,
      )
      .join("");
  }

  #button(selector: string): HTMLButtonElement {
    return element(selector, this.#part);
  }
}
