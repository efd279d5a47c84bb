// The pages that scripts/screenshots.mjs takes pictures of, one entry per page.

/**
 * @typedef {object} ShownPage
 * @property {string} name name of its pictures
 * @property {string} path
 * @property {number} [height] height of its pictures except the phone's, in pixels. @defaultValue 860
 * @property {(page: import("playwright-core").Page, voice: string) => Promise<void>} [prepare] brings the page to the
 *   state to be shown; `voice` is the path of a recording
 */

const settled = async (page, selector) => page.locator(selector).first().waitFor();
const scrollTo = async (page, selector) =>
  page.evaluate((to) => document.querySelector(to)?.scrollIntoView({ block: "start" }), selector);

/** @type {readonly ShownPage[]} */
export const shownPages = [
  { name: "runs", path: "/" },
  { name: "run", path: "/runs/studio", height: 1200 },
  { name: "report", path: "/runs/studio/report" },
  { name: "explore", path: "/explore/studio", height: 1120, prepare: async (page) => settled(page, "#map svg") },
  {
    name: "explore-features",
    path: "/explore/studio",
    height: 1240,
    async prepare(page) {
      await settled(page, "#boxes svg");
      await scrollTo(page, "#durations-title");
    },
  },
  {
    name: "recording",
    path: "/recording/studio",
    height: 1500,
    async prepare(page) {
      await page.locator("select[name=key] option").first().waitFor({ state: "attached" });
      await page.locator("select[name=gender]").selectOption("woman");
      await page.locator("select[name=emotion]").selectOption("surprised");
      await page.locator("select[name=key]").selectOption("Actor_12/03-01-08-02-02-01-12.wav");
      await settled(page, "#picture svg");
      await page.waitForFunction(() => document.querySelector("#state").textContent === "");
    },
  },
  { name: "models", path: "/models" },
  { name: "models-of-run", path: "/models/studio" },
  {
    name: "models-search",
    path: "/models/studio",
    height: 1240,
    async prepare(page) {
      await page
        .getByRole("heading", { name: "Model selection" })
        .first()
        .evaluate((heading) => heading.scrollIntoView());
    },
  },
  {
    name: "predict",
    path: "/predict",
    async prepare(page, voice) {
      await page.locator("input[type=file]").setInputFiles(voice);
      await page.getByRole("button", { name: "Predict" }).click();
      await settled(page, "#answer .emotion");
      await scrollTo(page, "#player");
    },
  },
  {
    name: "queues",
    path: "/queues/",
    prepare: async (page) =>
      page
        .getByRole("link", { name: /^extract/ })
        .first()
        .waitFor(),
  },
];

/** The page of a run in progress; its pictures are taken during the run. */
export const livePage = { name: "run-live", path: "/runs/evening", height: 1120 };
