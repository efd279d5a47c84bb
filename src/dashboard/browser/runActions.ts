import { ask, attempt } from "./ask.js";
import { confirmed } from "./confirmed.js";

const cancelQuestion = (run: string): string =>
  `Cancel run ${run}? Finished work is kept; starting the run again with the same settings resumes it.`;
const deleteQuestion = (run: string): string =>
  `Delete run ${run}? Its results, its report and the rows that no other run uses will be deleted; its models are kept.`;

/**
 * Makes the cancel and delete buttons within `place` work, after a confirmation.
 *
 * @param problem where to show errors
 * @param done    called with the action that was done
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
