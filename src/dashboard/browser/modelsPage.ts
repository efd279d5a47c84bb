import { ask, attempt, element } from "./ask.js";

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-promote]")) {
  button.addEventListener("click", () => {
    void attempt(element("#promote-problem"), button, async () => {
      await ask(`/api/models/${encodeURIComponent(button.dataset["promote"]!)}/promote`, undefined, "POST");
      location.reload();
    });
  });
}
