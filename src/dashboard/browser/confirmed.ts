import { html } from "../../report/html/html.js";

/**
 * Asks for confirmation in a dialog before an irreversible action.
 *
 * @param action the label of the button that confirms
 * @returns false if the dialog was closed in any other way
 */
export async function confirmed(question: string, action: string): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", question);
  dialog.innerHTML = html`<form method="dialog">
    <p>${question}</p>
    <div class="actions">
      <button value="yes">${action}</button>
      <button class="quiet" value="no" autofocus>Keep</button>
    </div>
  </form>`.text;
  document.body.append(dialog);
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.remove();
  return dialog.returnValue === "yes";
}
