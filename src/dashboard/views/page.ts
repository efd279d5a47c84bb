import { Html, html, type Content } from "../../report/html/html.js";
import type { Assets } from "../assets.js";

/** What every page needs to be rendered. */
export interface PageFrame {
  readonly href: Assets["href"];
  /** see pageToken.ts */
  readonly token: string;
  readonly readOnly: boolean;
}

export type Place = "/" | "/explore" | "/recording" | "/models" | "/predict";

const places: readonly (readonly [Place, string])[] = [
  ["/", "Runs"],
  ["/explore", "Explore"],
  ["/recording", "Recording"],
  ["/models", "Models"],
  ["/predict", "Predict"],
];

export interface PageContent {
  readonly title: string;
  readonly place: Place;
  /** of pages/, without extension; none: a page without script */
  readonly script?: string;
  readonly body: Content;
}

/** A complete page: navigation and content. */
export function page(frame: PageFrame, { title, place, script, body }: PageContent): string {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="ser-token" content="${frame.token}" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${frame.href("style.css")}" />
        ${script && html`<script type="module" src="${frame.href(`${script}.js`)}"></script>`}
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="site">
          <nav aria-label="Pages">
            ${places.map(([path, words]) =>
              path === place
                ? html`<a href="${path}" aria-current="page">${words}</a>`
                : html`<a href="${path}">${words}</a>`,
            )}
            <a href="/queues">Queues</a>
          </nav>
        </header>
        <main id="content" tabindex="-1">${body}</main>
      </body>
    </html>`;
  return `${document.text}\n`;
}

/** JSON for the page's script; `<` is written so that no value can end the element. */
export function dataIsland(id: string, value: unknown): Html {
  return new Html(
    `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll("<", "\\u003c")}</script>`,
  );
}
