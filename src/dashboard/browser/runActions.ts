import { ask, attempt } from "./ask.js";
import { confirmed } from "./confirmed.js";

const cancelQuestion = (run: string): string =>
  `Cancel run ${run}? What is done stays; starting the run again with the same settings resumes it.`;
const deleteQuestion = (run: string): string =>
  `Delete run ${run}? Its results, report and rows that no other run uses will be gone; its models stay.`;

/**
 * Makes the buttons within `place` that name a run to cancel or delete do so, after a question.
 *
 * @param problem where to say what went wrong
 * @param done    called with what was done
 */
export function onRunActions(
  place: HTMLElement,
  problem: HTMLElement,
  done: (action: "cancelled" | "deleted") => void,
): void {
  place.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-cancel], [data-delete]");
    if (button === null) return;
    void attempt(problem, button, async () => {
      const { cancel, delete: remove } = button.dataset;
      const run = (cancel ?? remove)!;
      const path = `/api/runs/${encodeURIComponent(run)}`;
      if (cancel !== undefined) {
        if (!(await confirmed(cancelQuestion(run), "Cancel the run"))) return;
        await ask(`${path}/cancel`, undefined, "POST");
        done("cancelled");
      } else {
        if (!(await confirmed(deleteQuestion(run), "Delete the run"))) return;
        await ask(path, undefined, "DELETE");
        done("deleted");
      }
    });
  });
}
