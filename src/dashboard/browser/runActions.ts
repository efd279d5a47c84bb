import { ask, attempt } from "./ask.js";
import { confirmed } from "./confirmed.js";

const cancelQuestion = (run: string): string => `Cancel run ${run}? Finished work is kept, and the run can be resumed.`;
const deleteQuestion = (run: string): string =>
  `Delete run ${run}? Its results, its report and the rows that no other run uses will be deleted; its models are kept.`;

/**
 * Makes the cancel, resume and delete buttons within `place` work; cancelling and deleting ask for confirmation.
 *
 * @param problem where to show errors
 * @param done    called with the action that was done
 */
export function onRunActions(
  place: HTMLElement,
  problem: HTMLElement,
  done: (action: "cancelled" | "resumed" | "deleted") => void,
): void {
  place.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-cancel], [data-resume], [data-delete]");
    if (button === null) return;
    void attempt(problem, button, async () => {
      const { cancel, resume, delete: remove } = button.dataset;
      const path = `/api/runs/${encodeURIComponent((cancel ?? resume ?? remove)!)}`;
      if (cancel !== undefined) {
        if (!(await confirmed(cancelQuestion(cancel), "Cancel the run"))) return;
        await ask(`${path}/cancel`, undefined, "POST");
        done("cancelled");
      } else if (resume !== undefined) {
        await ask(`${path}/resume`, undefined, "POST");
        done("resumed");
      } else {
        if (!(await confirmed(deleteQuestion(remove!), "Delete the run"))) return;
        await ask(path, undefined, "DELETE");
        done("deleted");
      }
    });
  });
}
