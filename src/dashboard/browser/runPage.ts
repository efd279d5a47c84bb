import { counted } from "../../report/html/figures.js";
import { html } from "../../report/html/html.js";
import type { ThroughputSlot } from "../../runs/throughputHistory.js";
import type { RunSnapshot } from "../../runs/runSnapshot.js";
import { hasEnded } from "../../runs/stages.js";
import { runNow } from "../views/runNow.js";
import { ask, at, attempt, element, elementOf, island } from "./ask.js";
import { Contact } from "./contact.js";
import { onConfusions } from "./confusions.js";
import { onRunActions } from "./runActions.js";
import { SpeedChart } from "./speedChart.js";
import { pointsOf, type SpeedPoint } from "./speedPoints.js";

const first = island("snapshot") as RunSnapshot;
const path = `/api/runs/${encodeURIComponent(first.status.run)}`;

let listed = -1;

/** Rejected files, requested only when their number changes. */
async function showRejected({ status }: RunSnapshot): Promise<void> {
  if (status.files.rejected === listed) return;
  listed = status.files.rejected;
  const { total, files } = (await ask(`${path}/rejected`)) as {
    total: number;
    files: { key: string; code: string; message: string }[];
  };
  element("#rejected").hidden = total === 0;
  element("#rejected-list").innerHTML = html`<p>
      ${counted(total, "file")}${files.length < total ? `; the first ${files.length}:` : ":"}
    </p>
    <div class="scroll">
      <table class="rejected">
        <thead>
          <tr>
            <th scope="col">file</th>
            <th scope="col">code</th>
            <th scope="col">why</th>
          </tr>
        </thead>
        <tbody>
          ${files.map(
            ({ key, code, message }) =>
              html`<tr>
                <th scope="row" class="key-name">${key}</th>
                <td><code>${code}</code></td>
                <td>${message}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`.text;
}

/** The snapshot as a point of the chart. */
function pointAt({ at, status: { files } }: RunSnapshot): SpeedPoint {
  return { at, files: files.done + files.rejected };
}

/** Draws the workers' counts: the same for every viewer, whenever the page was opened. */
async function drawSpeed(chart: SpeedChart, now: RunSnapshot): Promise<void> {
  const slots = (await ask(`${path}/speed`)) as ThroughputSlot[];
  chart.show(pointsOf(slots, pointAt(now)));
}

/** The chart is redrawn this often: reading a run's counts is cheap. */
const chartEveryMs = 3_000;

function watch(chart: SpeedChart): void {
  let drawnAt = first.at;
  const contact = new Contact(element("#contact"), first.at);
  const events = new EventSource(at(`${path}/events`));
  events.addEventListener("snapshot", (event: MessageEvent<string>) => {
    const snapshot = JSON.parse(event.data) as RunSnapshot;
    element("#now").innerHTML = runNow(snapshot).text;
    contact.responded(snapshot.at);
    if (snapshot.at - drawnAt >= chartEveryMs) {
      drawnAt = snapshot.at;
      void drawSpeed(chart, snapshot).catch(() => undefined);
    }
    void showRejected(snapshot).catch(() => undefined);
  });
  events.addEventListener("over", () => {
    events.close();
    location.reload();
  });
}

const confusions = document.querySelector<HTMLElement>("#confusions");
if (confusions !== null) onConfusions(confusions, path);

const actionProblem = document.querySelector<HTMLElement>("#action-problem");
if (actionProblem !== null)
  onRunActions(element("main"), actionProblem, (action) => {
    if (action === "deleted") location.assign(at("/"));
    else location.reload();
  });

const notes = document.querySelector<HTMLFormElement>("#notes");
notes?.addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(element(".problem", notes), elementOf(HTMLButtonElement, "button", notes), async () => {
    const fields = new FormData(notes);
    const tags = (fields.get("tags") as string).split(",").map((tag) => tag.trim());
    await ask(path, { tags: tags.filter((tag) => tag !== ""), note: fields.get("note") as string }, "PATCH");
    element(".done", notes).textContent = "Saved.";
  });
});

void showRejected(first).catch(() => undefined);
const chart = new SpeedChart(element("#chart"));
await drawSpeed(chart, first).catch(() => undefined);
if (!hasEnded(first.status.stage)) watch(chart);

const retry = document.querySelector<HTMLButtonElement>("#retry");
retry?.addEventListener("click", () => {
  void attempt(element("#retry-problem"), retry, async () => {
    await ask(`${path}/retry`, undefined, "POST");
    location.reload();
  });
});
