import { type Html, html } from "../../report/html/html.js";
import type { ListedRecording } from "../explore/listedRecording.js";
import { emotionClass } from "../views/emotionClass.js";
import { recordingWords } from "./recordingFilters.js";
import { isDirection, nextPoint, type Place } from "./nextPoint.js";

const width = 800;
const height = 480;
const margin = 12;

/**
 * Recordings as points: circles are women, squares men. The tab key reaches one of them; from there the arrow keys move
 * to others, and Enter or Space plays.
 */
export class RecordingMap {
  readonly #places: readonly Place[];
  readonly #points: readonly SVGElement[];

  /** @param play called with the index of the chosen recording */
  constructor(
    container: HTMLElement,
    map: readonly (readonly [number, number])[],
    sample: readonly ListedRecording[],
    play: (index: number) => void,
  ) {
    this.#places = placed(map);
    container.innerHTML = drawn(this.#places, sample).text;
    this.#points = [...container.querySelectorAll<SVGElement>("[data-index]")];
    const tip = container.querySelector<HTMLElement>(".tip")!;
    container.addEventListener("pointerover", ({ target }) => {
      const index = indexOf(target);
      const recording = index === undefined ? undefined : sample[index];
      tip.textContent = recording === undefined ? "" : `${recordingWords(recording)}: ${recording.key}`;
    });
    container.addEventListener("click", ({ target }) => {
      const index = indexOf(target);
      if (index !== undefined) play(index);
    });
    container.addEventListener("keydown", (event) => {
      const index = indexOf(event.target);
      if (index === undefined) return;
      if (event.key === "Enter" || event.key === " ") play(index);
      else if (isDirection(event.key)) this.#go(index, nextPoint(this.#places, index, event.key));
      else return;
      event.preventDefault(); // the page does not scroll
    });
  }

  /** Hides the points of recordings that do not match; the tab key reaches one of the others. */
  showOnly(isShown: (index: number) => boolean): void {
    let first: SVGElement | undefined;
    this.#points.forEach((point, index) => {
      point.classList.toggle("hidden", !isShown(index));
      point.setAttribute("tabindex", "-1");
      if (isShown(index)) first ??= point;
    });
    first?.setAttribute("tabindex", "0");
  }

  /** Marks the recording that is playing. */
  mark(index: number): void {
    for (const point of this.#points) {
      point.classList.remove("playing");
      point.setAttribute("aria-selected", "false");
    }
    const point = this.#points[index];
    point?.classList.add("playing");
    point?.setAttribute("aria-selected", "true");
  }

  #go(from: number, to: number): void {
    this.#points[from]?.setAttribute("tabindex", "-1");
    this.#points[to]?.setAttribute("tabindex", "0");
    this.#points[to]?.focus();
  }
}

function indexOf(target: EventTarget | null): number | undefined {
  const index = target instanceof Element ? target.getAttribute("data-index") : null;
  return index === null ? undefined : Number(index);
}

/** Position of each point, in pixels of the drawing. */
function placed(map: readonly (readonly [number, number])[]): Place[] {
  const scales = [0, 1].map((axis) => {
    const values = map.map((point) => point[axis]!);
    const low = Math.min(...values);
    const range = Math.max(...values) - low || 1;
    const length = (axis === 0 ? width : height) - 2 * margin;
    return (value: number): number => margin + ((value - low) / range) * length;
  });
  return map.map(([x, y]) => [scales[0]!(x), height - scales[1]!(y)]);
}

function drawn(places: readonly Place[], sample: readonly ListedRecording[]): Html {
  return html`<svg
      class="map"
      viewBox="0 0 ${width} ${height}"
      role="listbox"
      aria-labelledby="map-title"
      aria-describedby="map-keys"
    >
      ${places.map(([x, y], i) => {
        const recording = sample[i]!;
        const { key, emotion, gender } = recording;
        const tabindex = i === 0 ? 0 : -1;
        const label = `${recordingWords(recording)}: ${key}`;
        return gender !== "man"
          ? html`<circle
              role="option"
              aria-selected="false"
              aria-label="${label}"
              tabindex="${tabindex}"
              class="${emotionClass(emotion)}"
              cx="${x.toFixed(1)}"
              cy="${y.toFixed(1)}"
              r="4.5"
              data-index="${i}"
            />`
          : html`<rect
              role="option"
              aria-selected="false"
              aria-label="${label}"
              tabindex="${tabindex}"
              class="${emotionClass(emotion)}"
              x="${(x - 4).toFixed(1)}"
              y="${(y - 4).toFixed(1)}"
              width="8"
              height="8"
              data-index="${i}"
            />`;
      })}
    </svg>
    <p class="tip" aria-hidden="true"></p>
    <p class="note" id="map-keys">
      Circles: women and voices of unknown gender; squares: men. Click a point to play it. With the keyboard, the arrow
      keys move between points and Enter plays.
    </p>`;
}
