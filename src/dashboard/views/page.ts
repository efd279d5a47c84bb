import { Html, html, type Content } from "../../report/html/html.js";
import type { Assets } from "../assets.js";

/** Inputs for rendering every page. */
export interface PageFrame {
  readonly href: Assets["href"];
  /** see pageToken.ts */
  readonly token: string;
  readonly readOnly: boolean;
  /** of the package */
  readonly version: string;
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
  /** without the product's name, which is appended */
  readonly title: string;
  /** undefined: not one of the places, such as an error page */
  readonly place: Place | undefined;
  /** breadcrumbs from the place to this page, without the page itself: text and URL */
  readonly crumbs?: readonly (readonly [words: string, href: string])[];
  /** file in pages/, without extension; none: a page without script */
  readonly script?: string;
  readonly body: Content;
}

/** A complete page: navigation and content. */
export function page(frame: PageFrame, { title, place, crumbs = [], script, body }: PageContent): string {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="ser-token" content="${frame.token}" />
        <meta name="ser-base" content="" />
        <title>${title} · ${product}</title>
        <link rel="icon" type="image/svg+xml" href="${frame.href("favicon.svg")}" />
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
        <main id="content" tabindex="-1">${crumbs.length === 0 ? undefined : trail(crumbs)}${body}</main>
        <footer class="site-foot">
          <p>${product} ${frame.version} · <a href="/api/openapi.json">HTTP API</a></p>
        </footer>
      </body>
    </html>`;
  return `${document.text}\n`;
}

const product = "speech-emotion-workers";

function trail(crumbs: NonNullable<PageContent["crumbs"]>): Html {
  return html`<nav aria-label="Breadcrumbs" class="trail">
    <ol>
      ${crumbs.map(([words, href]) => html`<li><a href="${href}">${words}</a></li>`)}
    </ol>
  </nav>`;
}

/** Tabs for the pages of one run; the current one is not a link. */
export function runTabs(run: string, shown: string, hasReport: boolean): Html {
  const name = encodeURIComponent(run);
  const tabs = [
    ["Run", `/runs/${name}`],
    ...(hasReport ? [["Report", `/runs/${name}/report`] as const, ["Models", `/models/${name}`] as const] : []),
    ["Explore", `/explore/${name}`],
    ["Recording", `/recording/${name}`],
  ] as const;
  return html`<nav aria-label="Pages of this run" class="tabs">
    ${tabs.map(([words, href]) =>
      words === shown ? html`<a href="${href}" aria-current="page">${words}</a>` : html`<a href="${href}">${words}</a>`,
    )}
  </nav>`;
}

/** JSON for the page's script; `<` is escaped so that no value can end the element. */
export function dataIsland(id: string, value: unknown): Html {
  return new Html(
    `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll("<", "\\u003c")}</script>`,
  );
}
