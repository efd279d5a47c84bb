import { type Html, html } from "../../shared/reportPage/html.js";
import type { SampledRecording } from "../explore/gather.js";

const width = 800;
const height = 480;
const margin = 12;

/** Recordings as points: circles are women, squares men. */
export function recordingMap(map: readonly (readonly [number, number])[], sample: readonly SampledRecording[]): Html {
  const at = [0, 1].map((axis) => {
    const values = map.map((point) => point[axis]!);
    const low = Math.min(...values);
    const range = Math.max(...values) - low || 1;
    const length = (axis === 0 ? width : height) - 2 * margin;
    return (value: number): number => margin + ((value - low) / range) * length;
  });
  return html`<svg class="map" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="map-title">
      ${map.map(([x, y], i) => {
        const { emotion, gender } = sample[i]!;
        const [cx, cy] = [at[0]!(x).toFixed(1), (height - at[1]!(y)).toFixed(1)];
        return gender === "woman"
          ? html`<circle class="${emotion}" cx="${cx}" cy="${cy}" r="4.5" data-index="${i}" />`
          : html`<rect
              class="${emotion}"
              x="${Number(cx) - 4}"
              y="${Number(cy) - 4}"
              width="8"
              height="8"
              data-index="${i}"
            />`;
      })}
    </svg>
    <p class="note">Round: women, square: men.</p>`;
}
