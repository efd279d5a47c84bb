import { chosenRuns, type RunOrder, type RunSummary } from "../../runs/chosenRuns.js";
import { runTable } from "../views/runTable.js";
import { ask, at, attempt, element, elementOf, island, linked } from "./ask.js";
import { onRunActions } from "./runActions.js";
import { watchWorkers } from "./workerNotices.js";

const lookAgainMs = 2_000;

const place = element("#runs");
const filter = elementOf(HTMLInputElement, "#filter");
const compare = elementOf(HTMLButtonElement, "#compare");
const { readOnly, runs: first } = island("list") as { readOnly: boolean; runs: RunSummary[] };

let runs: readonly RunSummary[] = first;
let order: RunOrder = "started";
const selected = new Set<string>();
let shown = "";

/** @param focus selector of the element to focus afterwards, if it is in the table */
function show(focus?: string): void {
  const text = linked(runTable(chosenRuns(runs, order, filter.value), { order, selected, readOnly }));
  if (text === shown) return;
  place.innerHTML = shown = text;
  if (focus !== undefined) place.querySelector<HTMLElement>(focus)?.focus();
}

async function lookAgain(): Promise<void> {
  if (!document.hidden) {
    // If the server is briefly unavailable, the page stays unchanged.
    const found = await ask("/api/runs").catch(() => undefined);
    if (found !== undefined) runs = found as RunSummary[];
    if (!place.contains(document.activeElement)) show();
  }
  setTimeout(() => void lookAgain(), lookAgainMs);
}
setTimeout(() => void lookAgain(), lookAgainMs);

filter.addEventListener("input", () => show());
place.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-order]");
  if (button === null) return;
  order = button.dataset["order"] as RunOrder;
  show(`[data-order="${order}"]`);
});
place.addEventListener("change", (event) => {
  const box = event.target as HTMLInputElement;
  const run = box.dataset["select"];
  if (run === undefined) return;
  if (box.checked) selected.add(run);
  else selected.delete(run);
  compare.disabled = selected.size < 2;
});
compare.addEventListener("click", () => {
  // The oldest first: the others are compared with it.
  const names = chosenRuns(runs, "started")
    .map(({ run }) => run)
    .filter((run) => selected.has(run))
    .reverse();
  location.assign(at(`/compare?${new URLSearchParams(names.map((name) => ["run", name])).toString()}`));
});
onRunActions(place, element("#list-problem"), () => location.reload());

watchWorkers();

const form = document.querySelector<HTMLFormElement>("#start");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(element(".problem", form), elementOf(HTMLButtonElement, "button", form), async () => {
    const fields = new FormData(form);
    const [run, source] = [fields.get("run") as string, fields.get("source") as string];
    const given = (name: string): string => (fields.get(name) as string).trim();
    const choice = (name: string): boolean | "auto" => (given(name) === "auto" ? "auto" : given(name) === "true");
    const emotions = given("emotions")
      .split(",")
      .map((word) => word.trim().toLowerCase());
    await ask("/api/runs", {
      ...{ run, source, nested: fields.has("nested") },
      ...{ dataset: given("dataset"), protocol: given("protocol"), recipe: given("recipe") },
      ...{ convolutions: choice("convolutions"), noisyCopies: choice("noisyCopies") },
      ...(given("labels") === "" ? {} : { labels: given("labels") }),
      ...(given("emotions") === "" ? {} : { emotions }),
      ...(given("grid") === "" ? {} : { grid: given("grid") }),
    });
    location.assign(at(`/runs/${encodeURIComponent(run)}`));
  });
});
