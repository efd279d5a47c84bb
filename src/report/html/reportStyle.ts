import { heatCss } from "./heatScale.js";

/** The page's style sheet: system fonts, one accent colour, light and dark, narrow and printed pages. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --page: #fcfcfa; --surface: #ffffff; --soft: #eff3f3; --line: #dfe3e3; --ink: #1c2426; --quiet: #566266;
  --accent: #0b5f68; --tint: #9cc7c9; --notice: #fdf3d7; --notice-ink: #5c4300;
}
${heatCss("light")}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14191c; --surface: #1a2125; --soft: #1f272b; --line: #303a3f; --ink: #e4eaea; --quiet: #a0adb0;
    --accent: #7fd6d9; --tint: #35696d; --notice: #3a2f12; --notice-ink: #f7e2a8;
  }
  ${heatCss("dark")}
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 66rem; margin: 0 auto; padding: 3.5rem 2rem 4rem; }
.banner { margin: 0; padding: .9rem 2rem; background: var(--notice); color: var(--notice-ink); }
.banner p { max-width: 62rem; margin: 0 auto; }
h1 { max-width: 24em; margin: 0 0 1.25rem; font-size: clamp(1.7rem, 4.5vw, 2.6rem); line-height: 1.18; font-weight: 650; letter-spacing: -.018em; text-wrap: balance; }
h2 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.3; font-weight: 620; letter-spacing: -.01em; }
h3 { margin: 2.25rem 0 .6rem; font-size: 1.05rem; font-weight: 620; }
p { max-width: 44rem; margin: 0 0 1rem; text-wrap: pretty; }
a { color: inherit; text-decoration-color: var(--tint); text-underline-offset: .2em; }
a:hover { color: var(--accent); }
small, .small, .note, .legend, .remark { font-size: .875rem; line-height: 1.5; color: var(--quiet); }
code { font: .875em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
section { margin-top: 4.5rem; }
section section { margin-top: 2rem; }
.eyebrow { margin: 0 0 .75rem; color: var(--accent); font-size: .875rem; font-weight: 600; letter-spacing: .04em; }
.lead { font-size: 1.125rem; }
.answer { font-size: 1.125rem; }
.message { padding: .7rem 1rem; border-left: 3px solid var(--accent); background: var(--soft); }
nav { margin-top: 1.5rem; font-size: .9375rem; }
nav a { margin-right: 1.25rem; white-space: nowrap; }

.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1.25rem; margin-top: 2.5rem; }
.card { padding: 1.4rem 1.5rem 1.3rem; border: 1px solid var(--line); border-radius: .75rem; background: var(--surface); }
.card h2 { margin: 0; font-size: 1rem; font-weight: 600; }
.card h2 a { text-decoration: none; }
.card p { margin: 0; }
.big { font-size: 3rem; line-height: 1.25; font-weight: 600; letter-spacing: -.03em; font-variant-numeric: tabular-nums; color: var(--accent); }
.card svg { margin: .9rem 0 .5rem; }
.legend { margin-top: .9rem; }
.legend > span { display: inline-block; margin: 0 .4em 0 1.2em; vertical-align: -.08em; }
.legend > span:first-child { margin-left: 0; }
.dot { width: .75em; height: .75em; border-radius: 50%; border: 2px solid var(--accent); }
.dot.new { background: var(--accent); }
.guess { width: 2px; height: 1em; background: var(--quiet); }
.trust { margin-top: 3rem; }
.trust h2 { font-size: 1.2rem; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .8rem 2rem; max-width: 54rem; margin: 0; }
dt { font-weight: 600; }
dt small { display: block; font-weight: 400; }
dd { margin: 0; }

svg { display: block; overflow: visible; }
.axis { stroke: var(--line); stroke-width: 2; }
.tick { stroke: var(--quiet); stroke-width: 2; }
.range { stroke: var(--tint); stroke-width: 8; stroke-linecap: round; }
circle.known { fill: var(--surface); stroke: var(--accent); stroke-width: 2; }
circle.new { fill: var(--accent); }
.bar .fill { fill: var(--accent); }
.bar .second { fill: var(--tint); }
.key { display: inline-block; width: .7em; height: .7em; margin-right: .4em; border-radius: 2px; background: var(--accent); }
.key.second { background: var(--tint); }

figure { margin: 0; }
table + p, .scroll + p { margin-top: .9rem; }
.scroll { overflow-x: auto; padding: 3px; margin: -3px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem 3rem; align-items: start; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th { font-weight: 500; text-align: left; }
caption { padding-bottom: .6rem; text-align: left; font-size: .9375rem; }
.plain td, .plain th, .counts td, .counts th, .rejected td, .rejected th { padding: .45rem 1.25rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.plain thead th, .counts thead th, .rejected thead th { color: var(--quiet); font-size: .875rem; vertical-align: bottom; }
.numbers, .counts, .importances { width: 100%; }
.numbers td, .numbers thead th:not(:first-child), .counts td, .counts .number { text-align: right; padding-right: 0; padding-left: .9rem; }
.numbers th { padding-right: 0; }
.stages thead tr:last-child th:first-child { text-align: right; padding-left: .9rem; }
.stages tbody th { min-width: 15rem; }
.stages small, .plain th small { display: block; font-weight: 400; }
.plain td small { white-space: nowrap; }
tfoot th, tfoot td { color: var(--quiet); }
.counts { max-width: 46rem; }
.numbers { max-width: 34rem; }
.numbers.stages { max-width: none; }
.wide { width: 45%; }
.counts td.wide { padding-left: 1.75rem; vertical-align: middle; }
.importances th { padding-right: 1rem; font-size: .875rem; white-space: nowrap; }
.importances td:last-child { padding-left: .75rem; font-size: .875rem; text-align: right; white-space: nowrap; color: var(--quiet); }
.importances .wide { width: 60%; }
.rejected { width: 100%; font-size: .9375rem; }
.rejected .key-name { min-width: 12rem; font-weight: 500; overflow-wrap: anywhere; }
.rejected code { white-space: nowrap; }

.heat { text-align: center; }
.confusion { border-collapse: separate; border-spacing: 3px; }
.confusion caption { padding-left: 3px; }
.confusion caption small { display: block; }
.confusion th { padding: .2rem .6rem .2rem 3px; font-size: .875rem; overflow-wrap: normal; }
.confusion thead th { padding: .2rem .1rem; text-align: center; }
.confusion .heat { min-width: 4.6rem; height: 3.4rem; padding: .2rem; border-radius: .3rem; line-height: 1.25; }
.confusion b { display: block; font-weight: 600; }
.confusion .heat small { font-size: .75rem; color: inherit; }
.upright thead th { height: 6rem; vertical-align: bottom; }
.upright thead span { writing-mode: vertical-rl; transform: rotate(180deg); }
.upright .heat { min-width: 2.9rem; height: 2.9rem; }
.grid { border-collapse: separate; border-spacing: 2px; font-size: .8125rem; }
.grid th { padding: .25rem .6rem; text-align: center; color: var(--quiet); overflow-wrap: normal; white-space: nowrap; }
.grid thead th[scope], .grid tbody th[scope] { background: var(--soft); border-radius: .2rem; }
.grid .axis { text-align: right; font-weight: 400; }
.grid .names .axis { text-align: center; }
.grid .heat { min-width: 3.4rem; padding: .3rem .25rem; border-radius: .2rem; }
.grid .untried { text-align: center; color: var(--quiet); }
.best { font-weight: 700; outline: 2px solid var(--ink); outline-offset: 1px; }
.confusion .heat a { display: block; color: inherit; text-decoration: none; }
.confusion .heat a:hover, .confusion .heat a:focus-visible { text-decoration: underline; outline: none; }
.heat:has(a:focus-visible) { outline: 2px solid var(--ink); outline-offset: 1px; }

.speakers { width: 100%; max-width: 54rem; }
.speakers th, .speakers td { padding: .1rem 0 .1rem 1rem; font-size: .875rem; }
.speakers th:first-child { padding-left: 0; white-space: nowrap; }
.speakers thead th { color: var(--quiet); }
.speakers td:not(.wide), .speakers thead th:not(:first-child) { text-align: right; }
.speakers .wide { width: 60%; padding-right: .5rem; }
.range.thin { stroke-width: 5; }
rect.known { fill: var(--surface); stroke: var(--accent); stroke-width: 2; }
.mark { display: inline-block; width: .75em; height: .75em; margin: 0 .3em 0 .8em; border: 2px solid var(--accent); vertical-align: -.05em; }
.mark:first-child { margin-left: 0; }
.mark.round { border-radius: 50%; background: var(--accent); }
.groups { width: 100%; max-width: 46rem; margin-bottom: 1.2rem; table-layout: fixed; }
.groups tbody th { overflow-wrap: anywhere; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1.25rem; }
.curve-pair figcaption { font-weight: 500; }
.curve-pair figcaption small { display: block; font-weight: 400; }
.curve-pair > div { display: flex; gap: .5rem; }
.curve { max-width: 46rem; }
.plot-frame { fill: none; stroke: var(--line); }
.guess-line { fill: none; stroke: var(--quiet); stroke-dasharray: 3 3; }
.trace-line { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
details { margin: 0 0 .35rem; }
summary { cursor: pointer; }
.cell ol { margin: .4rem 0 .9rem; padding-left: 2.6rem; columns: 22rem; font-size: .875rem; }
.cell li { break-inside: avoid; overflow-wrap: anywhere; }
.facts { grid-template-columns: 9rem minmax(0, 1fr); max-width: none; gap: .45rem 1.5rem; margin-bottom: 1rem; }
.facts dt { font-weight: 500; color: var(--quiet); }
.settings td { overflow-wrap: anywhere; }
.quartiles { stroke: var(--tint); stroke-width: 12; }
.examples { grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); }
.maps { grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); }
.sets { grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); }
.multiples figcaption small { display: block; font-weight: 400; overflow-wrap: anywhere; }
.sets .confusion .heat { min-width: 2.9rem; height: 2.8rem; }
.sets .confusion th { padding: .2rem .3rem .2rem 3px; font-size: .8125rem; }
.sets .confusion thead th { padding: .2rem 0; }
.chapter { margin-top: 2rem; }
.chapter > summary { font-weight: 600; }
.chapter > section { margin-top: 2rem; }
.defined { position: absolute; }
.maps path { fill: none; stroke-width: 4; stroke-linecap: round; }
.maps .others { stroke: var(--line); }
.maps .own { stroke: var(--accent); }
.picture { width: 100%; height: auto; }
.picture text { font-size: 12px; fill: var(--quiet); }
.picture .name { font-size: 13px; fill: var(--ink); }
.picture .frame { fill: none; stroke: var(--line); }
.picture .grid-line { stroke: var(--line); }
.picture .wave { fill: var(--accent); }
.picture .trace { fill: none; stroke: var(--accent); stroke-width: 1.5; }
.examples .cursor { display: none; }
.durations { width: 100%; max-width: 46rem; }
.durations th, .durations td { padding: .12rem .8rem .12rem 0; font-size: .875rem; }
.durations .figure { text-align: right; white-space: nowrap; }
.median { stroke: var(--accent); stroke-width: 2.5; }
.box .fill.second { fill: var(--tint); }
.importances th small { display: block; font-weight: 400; }
.bias td:last-child { text-align: left; }

footer { margin-top: 4.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }

@media (max-width: 40rem) {
  main { padding: 2rem 1.125rem 3rem; }
  .banner { padding: .9rem 1.125rem; }
  section { margin-top: 3.5rem; }
  dl { grid-template-columns: 1fr; gap: .2rem; }
  dd { margin-bottom: 1rem; }
  .confusion .heat { min-width: 3.5rem; height: 3.1rem; }
  .confusion th { font-size: .8125rem; }
  .upright .heat { min-width: 2.05rem; height: 2.2rem; font-size: .75rem; }
  .upright .heat small { display: none; }
  .numbers td, .numbers thead th:not(:first-child), .counts td, .counts .number { padding-left: .5rem; }
  .numbers thead th, .counts thead th { font-size: .75rem; }
  .numbers td, .numbers th { font-size: .875rem; }
  .stages tbody th { min-width: 9.5rem; }
  .plain:not(.numbers) td, .plain:not(.numbers) th { padding-right: .8rem; }
  .plain td small { white-space: normal; }
  .counts td.wide { padding-left: .75rem; }
  .wide { width: 30%; }
  .importances .wide { width: 45%; }
  .importances th { white-space: normal; }
  .facts { grid-template-columns: 1fr; }
  .facts dd { margin-bottom: .5rem; }
  .groups { table-layout: auto; font-size: .8125rem; }
  .groups td small { white-space: nowrap; }
  .groups thead th { font-size: .75rem; }
  .speakers .wide { width: 38%; padding-right: 0; }
  .speakers th, .speakers td { padding-left: .5rem; }
}
@media print {
  details::details-content { content-visibility: visible; height: auto; }
  .examples { grid-template-columns: 1fr 1fr; }
  .examples figure, .maps figure { break-inside: avoid; }
  :root { --page: #ffffff; font-size: 9.5pt; }
  .pair { grid-template-columns: 1fr 1fr; gap: .5rem 1.5rem; }
  .confusion .heat { min-width: 3.4rem; height: 2.8rem; }
  .upright .heat { min-width: 2rem; height: 2rem; font-size: .7rem; }
  .upright .heat small { display: none; }
  .numbers td, .numbers thead th:not(:first-child) { padding-left: .4rem; }
  dl, .cards, table + p { break-inside: avoid; }
  main { max-width: none; padding: 0 4px; }
  nav { display: none; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  section { margin-top: 2rem; }
  h2, h3 { break-after: avoid; }
  tr, figure, .card, .pair > div { break-inside: avoid; }
  .scroll { overflow: visible; }
}
`;
