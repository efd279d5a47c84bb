import { html } from "../../report/html/html.js";
import { labelsOfName } from "../../corpus/dataSets.js";
import type { Browsed } from "../sources/browse.js";
import { ask, element, elementOf } from "./ask.js";

/** A file that was chosen. */
export interface PlaceFile {
  readonly place: string;
  readonly key: string;
}

/** Browses the files of the places that the server allows, folder by folder, page by page. */
export class PlaceBrowser {
  readonly #part: HTMLDetailsElement;
  readonly #place: HTMLSelectElement;
  readonly #folders: HTMLElement;
  readonly #list: HTMLElement;
  readonly #more: HTMLButtonElement;
  readonly #problem: HTMLElement;
  #folder = "";
  #next: string | null = null;
  /** Only the latest request counts: the response to an earlier one is dropped. */
  #asked = 0;

  /** @param choose called with the chosen file */
  constructor(part: HTMLDetailsElement, choose: (file: PlaceFile) => void) {
    this.#part = part;
    this.#place = elementOf(HTMLSelectElement, "select", part);
    this.#folders = element("[data-folders]", part);
    this.#list = element("[data-files]", part);
    this.#more = elementOf(HTMLButtonElement, "[data-more]", part);
    this.#problem = element("[role=alert]", part);
    this.#part.addEventListener("toggle", () => {
      if (part.open && this.#list.childElementCount === 0) void this.#look("");
    });
    this.#place.addEventListener("change", () => void this.#look(""));
    this.#more.addEventListener("click", () => void this.#lookFurther());
    this.#part.addEventListener("click", ({ target }) => {
      const { folder, key } = (target as HTMLElement).closest("button")?.dataset ?? {};
      if (folder !== undefined) void this.#look(folder, true);
      if (key === undefined) return;
      this.#mark(key);
      choose({ place: this.#place.value, key });
    });
  }

  /** Becomes visible if there is a place. */
  async begin(): Promise<void> {
    const places = (await ask("/api/places")) as string[];
    this.#place.innerHTML = places.map((place) => html`<option>${place}</option>`.text).join("");
    this.#part.hidden = places.length === 0;
  }

  /**
   * @param isEntered whether the user pressed its button, which then disappears: move the keyboard focus to the list's
   * beginning
   */
  async #look(folder: string, isEntered = false): Promise<void> {
    this.#folder = folder;
    const page = await this.#ask(null);
    if (page === undefined) return;
    this.#folders.innerHTML = crumbs(folder);
    this.#list.innerHTML = items(folder, page);
    if (this.#list.childElementCount === 0)
      this.#list.innerHTML = html`<li class="empty">No recordings here.</li>`.text;
    if (isEntered) this.#list.querySelector("button")?.focus();
  }

  /** Shows which file was chosen. */
  #mark(key: string): void {
    for (const button of this.#list.querySelectorAll<HTMLButtonElement>("[data-key]")) {
      if (button.dataset["key"] === key) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  async #lookFurther(): Promise<void> {
    const page = await this.#ask(this.#next);
    if (page === undefined) return;
    const count = this.#list.childElementCount;
    this.#list.insertAdjacentHTML("beforeend", items(this.#folder, page));
    this.#list.children[count]?.querySelector("button")?.focus();
  }

  async #ask(after: string | null): Promise<Browsed | undefined> {
    const query = new URLSearchParams({ place: this.#place.value, folder: this.#folder });
    if (after !== null) query.set("after", after);
    const asked = ++this.#asked;
    this.#problem.textContent = "";
    try {
      const page = (await ask(`/api/places/files?${query.toString()}`)) as Browsed;
      if (asked !== this.#asked) return undefined;
      this.#next = page.next;
      this.#more.hidden = page.next === null;
      return page;
    } catch (error) {
      if (asked === this.#asked) this.#problem.textContent = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }
}

/** Links to the parent folders. */
function crumbs(folder: string): string {
  const parts = folder.split("/").slice(0, -1);
  const above = parts.map((part, i) => [part, `${parts.slice(0, i + 1).join("/")}/`] as const);
  const steps = [["all", ""] as const, ...above];
  return steps
    .map(([name, path]) => {
      return path === folder
        ? html`<span aria-current="location">${name}</span>`.text
        : html`<button type="button" class="link" data-folder="${path}">${name}</button>`.text;
    })
    .join('<span aria-hidden="true"> / </span>');
}

function items(folder: string, { folders, files }: Browsed): string {
  const name = (path: string): string => path.slice(folder.length);
  return [
    ...folders.map(
      (path) => html`<li><button type="button" class="link" data-folder="${path}">${name(path)}</button></li>`.text,
    ),
    ...files.map(
      ({ key, size }) =>
        html`<li>
          <button type="button" class="link" data-key="${key}">${name(key)}</button>
          <small>${spokenWords(key) ?? sizeWords(size)}</small>
        </li>`.text,
    ),
  ].join("");
}

/** The labels in the file's name. */
function spokenWords(key: string): string | undefined {
  const name = labelsOfName(key);
  if (name.kind === "skip") return undefined;
  const { emotion, gender } = name.labels;
  return gender === undefined ? emotion : `${emotion}, ${gender}`;
}

function sizeWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
