import uPlot from "uplot";
import { type SpeedPoint, speedsOf } from "./speedPoints.js";

const heightPx = 200;

/** Room for a time such as 18:47:05 and the gap between two. */
const timeSpacePx = 90;
const timeStepsSec = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 86_400];

/** Files per second over time. */
export class SpeedChart {
  readonly #place: HTMLElement;
  #times: readonly number[] = [];
  #rates: readonly (number | null)[] = [];
  #plot: uPlot | undefined;

  constructor(place: HTMLElement) {
    this.#place = place;
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#plot?.destroy();
      this.#plot = undefined;
    });
  }

  /** @param points in chronological order, of the whole run */
  show(points: readonly SpeedPoint[]): void {
    const speeds = speedsOf(points);
    this.#times = speeds.map(({ at }) => at / 1_000);
    this.#rates = speeds.map(({ rate }) => rate);
    this.#draw();
  }

  #draw(): void {
    if (this.#times.length < 2) return;
    this.#place.hidden = false;
    const data: uPlot.AlignedData = [[...this.#times], [...this.#rates]];
    if (this.#plot === undefined) this.#plot = new uPlot(this.#options(), data, this.#place);
    else this.#plot.setData(data);
    const rates = this.#rates.filter((rate) => rate !== null);
    const [last, max] = [rates.at(-1)!, Math.max(...rates)];
    this.#place.setAttribute(
      "aria-label",
      `Files per second from ${clockTime(this.#times[0]!)} to ${clockTime(this.#times.at(-1)!)}: ${last.toFixed(1)} at the end, ${max.toFixed(1)} at most`,
    );
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
