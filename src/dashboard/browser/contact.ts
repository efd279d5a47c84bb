/** Silence after which a page reports that it has lost contact: snapshots come every second. */
const silenceMs = 5_000;

/**
 * Shows a notice when the server has not responded for some seconds, and hides it when it does. Ages on the page,
 * marked with `data-seen-at` (ms since 1970, by the server's clock), keep counting meanwhile.
 */
export class Contact {
  readonly #notice: HTMLElement;
  /** by this page's clock */
  #respondedAt = Date.now();
  /** the server's clock at its last message */
  #serverAt: number;

  /** @param notice an element with role="status", hidden at first */
  constructor(notice: HTMLElement, serverAt: number) {
    this.#notice = notice;
    this.#serverAt = serverAt;
    setInterval(() => this.#look(), 1_000);
  }

  /** Call it when the server has responded. @param serverAt its clock, ms since 1970 */
  responded(serverAt: number): void {
    this.#respondedAt = Date.now();
    this.#serverAt = serverAt;
    this.#look();
  }

  #look(): void {
    const silentMs = Date.now() - this.#respondedAt;
    const isLost = silentMs > silenceMs;
    if (this.#notice.hidden === isLost) {
      const since = new Date(this.#respondedAt).toLocaleTimeString();
      // Written once, so that a screen reader announces it once.
      this.#notice.textContent = isLost
        ? `No response since ${since}, retrying. The page shows the state at that time.`
        : "";
      this.#notice.hidden = !isLost;
    }
    for (const age of document.querySelectorAll<HTMLElement>("[data-seen-at]")) {
      const seconds = (this.#serverAt + silentMs - Number(age.dataset["seenAt"])) / 1_000;
      age.textContent = `${Math.max(0, Math.round(seconds))} s ago`;
    }
  }
}
