import { drawPicture, type Picture } from "../../picture/drawPicture.js";
import type { AnalysedRecording } from "../../picture/panels.js";
import { elementOf } from "./ask.js";

/** Minimum width: text would no longer fit. */
const minWidth = 300;

/** A recording's picture, as wide as its container, with a line at the player's position. */
export class SoundPicture {
  readonly #place: HTMLElement;
  readonly #player: HTMLAudioElement;
  #recording: AnalysedRecording | undefined;
  #picture: Picture | undefined;
  #width = 0;

  constructor(place: HTMLElement, player: HTMLAudioElement) {
    this.#place = place;
    this.#player = player;
    new ResizeObserver(() => this.#draw()).observe(place);
    place.addEventListener("click", (event) => this.#seek(event));
    for (const moved of ["play", "seeked", "timeupdate"]) player.addEventListener(moved, () => this.#follow());
  }

  show(recording: AnalysedRecording | undefined): void {
    this.#recording = recording;
    this.#width = 0;
    if (recording === undefined) this.#place.replaceChildren();
    else this.#draw();
  }

  /** Start and end of this recording's pictures within a given width. */
  frame(width: number): { readonly width: number; readonly left: number; readonly right: number } {
    const { left = 0, right = width } = this.#picture ?? {};
    return { width: Math.max(minWidth, Math.floor(width)), left, right };
  }

  #draw(): void {
    const width = Math.max(minWidth, Math.floor(this.#place.clientWidth));
    if (this.#recording === undefined || width === this.#width) return;
    this.#width = width;
    this.#picture = drawPicture(this.#recording, { width });
    this.#place.innerHTML = this.#picture.svg.text;
    this.#mark();
  }

  /** Moves the line while the audio plays. */
  #follow(): void {
    this.#mark();
    if (!this.#player.paused) requestAnimationFrame(() => this.#follow());
  }

  #mark(): void {
    if (this.#picture === undefined || this.#recording === undefined) return;
    const { left, right } = this.#picture;
    const share = Math.min(1, this.#player.currentTime / durationOf(this.#recording));
    elementOf(SVGElement, ".cursor", this.#place).setAttribute("transform", `translate(${share * (right - left)} 0)`);
  }

  #seek(event: MouseEvent): void {
    if (this.#picture === undefined || this.#recording === undefined) return;
    const { left: edge, width } = elementOf(SVGElement, "svg", this.#place).getBoundingClientRect();
    const { left, right } = this.#picture;
    const x = ((event.clientX - edge) / width) * this.#width;
    const share = Math.min(1, Math.max(0, (x - left) / (right - left)));
    this.#player.currentTime = share * durationOf(this.#recording);
  }
}

function durationOf({ samples, sampleRate }: AnalysedRecording): number {
  return samples.length / sampleRate;
}
