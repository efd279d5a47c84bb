import type { ExamplePicture } from "../examplePicture.js";
import type { DataMap, FeatureByEmotion } from "../report.js";
import { count, counted, percent } from "./figures.js";
import { Html, html } from "./html.js";

/** A recording of each class: its waveform and descriptors over time. */
export function examplesPart(examples: readonly ExamplePicture[]): Html | undefined {
  if (examples.length === 0) return undefined;
  return html`<h3>One recording of each emotion</h3>
    <p class="note">
      The recording whose length is nearest to the emotion's median: waveform, mel spectrogram, MFCC, chroma, tonnetz,
      zero-crossing rate, spectral centroid, pitch and energy over time.
    </p>
    <div class="multiples examples">
      ${examples.map(
        ({ emotion, key, speaker, gender, durationSec, shownSec, svg }) =>
          html`<figure>
            <figcaption>
              ${emotion}<small
                >speaker ${speaker}${gender === undefined ? "" : `, ${gender}`};
                ${
                  shownSec < durationSec - 0.05
                    ? `the first ${shownSec.toFixed(0)} of ${durationSec.toFixed(1)} s`
                    : `${durationSec.toFixed(1)} s`
                }</small
              ><small class="key-name">${key}</small>
            </figcaption>
            ${new Html(svg)}
          </figure>`,
      )}
    </div>`;
}

/** The study's columns that differ most between emotions, each as a small chart. */
export function featuresPart(features: readonly FeatureByEmotion[]): Html | undefined {
  if (features.length === 0) return undefined;
  return html`<h3>Features that differ most between emotions</h3>
    <p class="note">
      5th percentile, quartiles and 95th percentile over recordings. η²: the share of the feature's variance that the
      emotion explains. At most two features per family.
    </p>
    <div class="multiples">${features.map(featureChart)}</div>`;
}

function featureChart({ label, unit, etaSquared, emotions }: FeatureByEmotion): Html {
  const from = Math.min(...emotions.map(({ p5 }) => p5));
  const to = Math.max(...emotions.map(({ p95 }) => p95));
  const at = (value: number): string => `${(to > from ? ((value - from) / (to - from)) * 100 : 50).toFixed(1)}%`;
  const figure = (value: number): string => String(Number(value.toPrecision(3)));
  return html`<figure>
    <figcaption>${label}<small>${unit === "" ? "" : `${unit}; `}η² ${percent(etaSquared)}</small></figcaption>
    <table class="durations">
      <tbody>
        ${emotions.map(
          ({ emotion, p5, lowerQuartile, median, upperQuartile, p95 }) =>
            html`<tr>
              <th scope="row">${emotion}</th>
              <td class="wide">
                <svg
                  class="box"
                  role="img"
                  aria-label="${`${label}, ${emotion}: ${figure(p5)} to ${figure(p95)}, median ${figure(median)}`}"
                  width="100%"
                  height="14"
                >
                  <line class="tick" x1="${at(p5)}" x2="${at(p95)}" y1="7" y2="7" />
                  <line class="quartiles" x1="${at(lowerQuartile)}" x2="${at(upperQuartile)}" y1="7" y2="7" />
                  <line class="median" x1="${at(median)}" x2="${at(median)}" y1="0" y2="14" />
                </svg>
              </td>
              <td class="figure">${figure(median)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </figure>`;
}

const mapSize = 200;
const mapMargin = 6;

/** A small map of the recordings for each emotion, with all others in grey behind it. */
export function mapPart({ recordings, columns, explained, points }: DataMap): Html | undefined {
  if (points.length === 0) return undefined;
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const scale = (value: number, values: readonly number[]): string => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const share = high > low ? (value - low) / (high - low) : 0.5;
    return (mapMargin + share * (mapSize - 2 * mapMargin)).toFixed(0);
  };
  // A line of no length with a round cap is a dot.
  const dots = (those: DataMap["points"]): string =>
    those
      .map(
        ({ x, y }) =>
          `M${scale(x, xs)} ${scale(
            -y,
            ys.map((each) => -each),
          )}h0`,
      )
      .join("");
  const emotions = [...new Set(points.map(({ emotion }) => emotion))].sort();
  const [first = 0, second = 0] = explained;
  return html`<h3>A map of the recordings</h3>
    <p class="note">
      The first two principal components of the study's ${count(columns)} features, which explain ${percent(first)} and
      ${percent(second)} of the variance.
      ${points.length < recordings ? `${count(points.length)} of ${counted(recordings, "recording")}.` : ""} Emotions
      that are far apart are easy to distinguish; in two dimensions, most are not.
    </p>
    <svg class="defined" width="0" height="0" aria-hidden="true">
      <symbol id="all-recordings" viewBox="0 0 ${mapSize} ${mapSize}">
        <path class="others" d="${dots(points)}" />
      </symbol>
    </svg>
    <div class="multiples maps">
      ${emotions.map((emotion) => {
        const own = points.filter((point) => point.emotion === emotion);
        return html`<figure>
          <figcaption>${emotion}<small>${counted(own.length, "recording")}</small></figcaption>
          <svg
            class="map"
            role="img"
            aria-label="${`position of the recordings of ${emotion} among all`}"
            viewBox="0 0 ${mapSize} ${mapSize}"
          >
            <use href="#all-recordings" width="${mapSize}" height="${mapSize}" />
            <path class="own" d="${dots(own)}" />
            <rect class="plot-frame" width="${mapSize}" height="${mapSize}" />
          </svg>
        </figure>`;
      })}
    </div>`;
}
