import { count } from "../../report/html/figures.js";
import type { Explored } from "../explore/explorer.js";
import type { ListedRecording } from "../explore/listedRecording.js";
import { element, elementOf } from "./ask.js";
import { findRecordings, type RecordingFilter } from "./findRecordings.js";

/** Pages through a run's recordings with the buttons of a part of the page; the server searches. */
export class RecordingPager {
  readonly #part: ParentNode;
  readonly #path: string;
  readonly #pageRows: number;
  readonly #counts: Pick<Explored, "recordings" | "cells">;
  readonly #draw: (recordings: readonly ListedRecording[]) => void;
  #filter: RecordingFilter = { text: "", emotion: "", gender: "", speaker: "" };
  /** start of each page so far; "" for the first */
  #starts: string[] = [""];
  #page = 0;
  #hasNext = false;
  /** counts page turns, to discard responses to earlier ones */
  #turn = 0;
  #turning = Promise.resolve();

  /**
   * @param part has [data-previous], [data-next] and [data-which]
   * @param path of the run in the API
   * @param draw called with the recordings of each page
   */
  constructor(
    part: ParentNode,
    path: string,
    pageRows: number,
    counts: Pick<Explored, "recordings" | "cells">,
    draw: (recordings: readonly ListedRecording[]) => void,
  ) {
    this.#part = part;
    this.#path = path;
    this.#pageRows = pageRows;
    this.#counts = counts;
    this.#draw = draw;
    this.#button("[data-previous]").addEventListener("click", () => this.#go(-1));
    this.#button("[data-next]").addEventListener("click", () => this.#go(1));
  }

  /** Shows the first page of the matching recordings. */
  async show(filter: RecordingFilter): Promise<void> {
    this.#filter = filter;
    this.#starts = [""];
    this.#turning = this.#load(0);
    await this.#turning;
  }

  /** Turns a page once previous turns are done. */
  #go(by: number): void {
    const turn = this.#turn;
    this.#turning = this.#turning.then(async () => {
      const isOver = by > 0 ? !this.#hasNext : this.#page === 0;
      if (!isOver && turn <= this.#turn) await this.#load(this.#page + by);
    });
  }

  async #load(page: number): Promise<void> {
    const turn = ++this.#turn;
    const isWanted = (): boolean => turn === this.#turn;
    const which = element("[data-which]", this.#part);
    which.textContent = "Searching …";
    try {
      const after = this.#starts[page]!;
      const start = after === "" ? {} : { after };
      const { recordings, next } = await findRecordings(this.#path, this.#filter, start, this.#pageRows, isWanted);
      if (!isWanted()) return;
      this.#page = page;
      this.#hasNext = next !== null;
      if (next !== null) this.#starts[page + 1] = next;
      this.#button("[data-previous]").disabled = page === 0;
      this.#button("[data-next]").disabled = next === null;
      which.textContent = this.#words(recordings.length);
      this.#draw(recordings);
    } catch (error) {
      if (isWanted()) which.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  /** "26 to 50 of 5,000"; without the total if only a complete search would give it. */
  #words(shown: number): string {
    const first = this.#page * this.#pageRows;
    if (shown === 0) return first === 0 ? "No recording matches." : "No more recordings match.";
    const all = this.#hasNext ? this.#sum() : first + shown;
    return `${count(first + 1)} to ${count(first + shown)}${all === undefined ? "" : ` of ${count(all)}`}`;
  }

  #sum(): number | undefined {
    const { text, emotion, gender, speaker } = this.#filter;
    if (text.trim() !== "" || speaker !== "") return undefined;
    return this.#counts.cells
      .filter((cell) => (emotion === "" || cell.emotion === emotion) && (gender === "" || cell.gender === gender))
      .reduce((sum, cell) => sum + cell.count, 0);
  }

  #button(selector: string): HTMLButtonElement {
    return elementOf(HTMLButtonElement, selector, this.#part);
  }
}
