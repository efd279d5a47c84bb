import type { RunStatus } from "../../runs/runStatus.js";
import { runTable } from "../views/runTable.js";
import { ask, attempt, element } from "./ask.js";

const lookAgainMs = 2_000;

const place = element<HTMLElement>("#runs");
let shown = "";

async function lookAgain(): Promise<void> {
  if (!document.hidden) {
    // A server that is away for a moment leaves the page as it was.
    const runs = await ask("/api/runs").catch(() => undefined);
    const { text } = runs === undefined ? { text: shown } : runTable(runs as RunStatus[]);
    const isInUse = place.contains(document.activeElement);
    if (text !== shown && !isInUse) place.innerHTML = shown = text;
  }
  setTimeout(() => void lookAgain(), lookAgainMs);
}
setTimeout(() => void lookAgain(), lookAgainMs);

const form = document.querySelector<HTMLFormElement>("#start");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(element(".problem", form), element("button", form), async () => {
    const fields = new FormData(form);
    const [run, source] = [fields.get("run") as string, fields.get("source") as string];
    await ask("/api/runs", { run, source, nested: fields.has("nested") });
    location.assign(`/runs/${encodeURIComponent(run)}`);
  });
});
