import uPlot from "uplot";
import type { RunSnapshot } from "../runSnapshot.js";

/** A rate is that of the last few seconds: jobs hold several files and end together. */
const smoothedSec = 5;

const heightPx = 200;

/** Room for a time such as 18:47:05, and what may lie between two. */
const timeSpacePx = 90;
const timeStepsSec = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400];

/** Files a second over time, as far as this page has watched. */
export class SpeedChart {
  readonly #place: HTMLElement;
  readonly #counts: { at: number; files: number }[] = [];
  readonly #times: number[] = [];
  readonly #rates: number[] = [];
  #plot: uPlot | undefined;

  constructor(place: HTMLElement) {
    this.#place = place;
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#plot?.destroy();
      this.#plot = undefined;
    });
  }

  add({ at, status: { files } }: RunSnapshot): void {
    if (at <= (this.#counts.at(-1)?.at ?? 0)) return;
    this.#counts.push({ at, files: files.done + files.rejected });
    const before = this.#counts.findLast((each) => at - each.at >= smoothedSec * 1_000) ?? this.#counts[0]!;
    const elapsedSec = (at - before.at) / 1_000;
    if (elapsedSec === 0) return;
    this.#times.push(at / 1_000);
    this.#rates.push((files.done + files.rejected - before.files) / elapsedSec);
    this.#draw();
  }

  #draw(): void {
    if (this.#times.length < 2) return;
    const data: uPlot.AlignedData = [this.#times, this.#rates];
    if (this.#plot === undefined) this.#plot = new uPlot(this.#options(), data, this.#place);
    else this.#plot.setData(data);
    this.#place.setAttribute("aria-label", `Files a second over time; now ${this.#rates.at(-1)!.toFixed(1)}`);
  }

  #options(): uPlot.Options {
    const colours = getComputedStyle(document.documentElement);
    const colour = (name: string): string => colours.getPropertyValue(name).trim();
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
    return {
      ...this.#size(),
      legend: { show: false },
      scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.1)] } },
      axes: [
        { ...axis, space: timeSpacePx, incrs: timeStepsSec, values: (_plot, times) => times.map(clockTime) },
        axis,
      ],
      series: [{}, { stroke: colour("--accent"), width: 2, points: { show: false } }],
    };
  }

  #size(): { width: number; height: number } {
    return { width: this.#place.clientWidth, height: heightPx };
  }
}

function clockTime(sec: number): string {
  return new Date(sec * 1_000).toLocaleTimeString("en-GB");
}
