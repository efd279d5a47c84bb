import { element, elementOf, at } from "./ask.js";

/** Opens a cell's list of recordings, and plays the recording that is clicked. @param path of the run in the API */
export function onConfusions(place: HTMLElement, path: string): void {
  const player = element("#player", place);
  const audio = elementOf(HTMLAudioElement, "audio", player);
  audio.addEventListener("error", () => {
    element("#play-problem", place).textContent = "This recording cannot be read from its source.";
  });
  place.addEventListener("click", (event) => {
    const target = event.target as Element;
    const link = target.closest<HTMLAnchorElement>('a[href^="#cell-"]');
    // Ids contain escaped characters, as the anchors do: an id is the text after the #.
    const list = link && document.getElementById(link.getAttribute("href")!.slice(1));
    if (list instanceof HTMLDetailsElement) {
      event.preventDefault();
      list.open = true;
      list.scrollIntoView({ block: "start" });
      element("summary", list).focus();
    }
    const key = target.closest<HTMLButtonElement>("[data-play]")?.dataset["play"];
    if (key === undefined) return;
    element("#play-problem", place).textContent = "";
    element("#playing", player).textContent = key;
    player.hidden = false;
    audio.src = at(`${path}/audio?key=${encodeURIComponent(key)}`);
    audio.play().catch(() => undefined); // the player shows the error, and has a button
  });
}
