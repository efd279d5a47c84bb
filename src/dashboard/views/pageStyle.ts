import { hueStyles } from "./emotionClass.js";
import { styleSheet as reportStyle } from "../../report/html/reportStyle.js";

/** The dashboard's style sheet: the report's, with rules for interactive pages. */
export const styleSheet = `${reportStyle}
[hidden] { display: none !important; }
main { padding-top: 2.25rem; }
main:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
h1 { font-size: clamp(1.6rem, 3.5vw, 2.1rem); }
section { margin-top: 3rem; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--surface); z-index: 2; }
.site { border-bottom: 1px solid var(--line); background: var(--surface); }
.site nav { display: flex; flex-wrap: wrap; gap: 0 1.5rem; max-width: 66rem; margin: 0 auto; padding: .35rem 2rem; }
.site a { margin: 0; padding: .55rem 0; text-decoration: none; color: var(--quiet); border-bottom: 2px solid transparent; }
.site a:hover { color: var(--accent); }
.site a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }

.runs { width: 100%; font-size: .9375rem; }
.runs td, .runs th { padding-right: .9rem; }
.runs tbody th { min-width: 7rem; }
.runs small { display: block; white-space: normal; overflow-wrap: anywhere; }
.runs input { width: 1.05rem; height: 1.05rem; margin: .15rem 0 0; accent-color: var(--accent); }
.runs thead button.link { color: inherit; font-size: inherit; font-weight: 500; }
.runs [aria-sort=ascending] button::after { content: " ↑"; }
.runs [aria-sort=descending] button::after { content: " ↓"; }
.list-tools { display: flex; flex-wrap: wrap; gap: 1rem 1.5rem; align-items: end; margin-bottom: 1.25rem; }
.list-tools label { flex: 1 1 14rem; max-width: 24rem; }
.tag { padding: .05rem .5rem; border-radius: .75rem; background: var(--soft); font-size: .8125rem; white-space: nowrap; }
.notes { margin-top: 3rem; }
.notes summary { margin-bottom: .9rem; font-weight: 600; }
.player { position: sticky; bottom: 0; z-index: 1; padding: .75rem 0; background: var(--page); border-top: 1px solid var(--line); }
.player p { margin: 0 0 .4rem; overflow-wrap: anywhere; font-size: .875rem; }
dialog { max-width: 30rem; padding: 1.5rem; color: var(--ink); background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; }
dialog::backdrop { background: rgb(0 0 0 / .45); }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.site-foot { max-width: 66rem; margin: 3rem auto 0; padding: 1rem 2rem 2rem; border-top: 1px solid var(--line); font-size: .875rem; color: var(--quiet); }
.site-foot p { margin: 0; max-width: none; }
.trail ol { display: flex; flex-wrap: wrap; gap: .25rem; margin: 0 0 .5rem; padding: 0; list-style: none; font-size: .875rem; }
.trail a { margin: 0; }
.trail li + li::before { content: "›"; margin-right: .35rem; color: var(--quiet); }
.tabs { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0 1.25rem; border-bottom: 1px solid var(--line); }
.tabs a { padding: .35rem 0; color: var(--quiet); text-decoration: none; border-bottom: 2px solid transparent; }
.tabs a:hover { color: var(--accent); }
.tabs a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--accent); }
.downloads { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: .25rem 1.5rem; margin: 0; padding: 0; list-style: none; }
.downloads small { display: block; color: var(--quiet); }
.result { margin-top: 0; }
textarea { display: block; width: 100%; margin-top: .25rem; padding: .5rem .7rem; font: inherit; font-family: ui-monospace, monospace; font-size: .875rem; color: var(--ink); background: var(--surface); border: 1px solid var(--quiet); border-radius: .4rem; }
form details { margin-bottom: 1rem; }
form summary { margin-bottom: .75rem; cursor: pointer; color: var(--accent); }
.runs progress { width: 8rem; }
progress { appearance: none; width: 100%; height: .5rem; border: 0; border-radius: .25rem; background: var(--soft); overflow: hidden; }
progress::-webkit-progress-bar { background: var(--soft); }
progress::-webkit-progress-value { background: var(--accent); border-radius: .25rem; }
progress::-moz-progress-bar { background: var(--accent); }
.stages-now { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1.25rem 2rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.stages-now h2 { margin: 0; font-size: 1rem; font-weight: 600; }
.stages-now p { margin: 0; }
.stages-now .ahead { color: var(--quiet); }
.facts { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; margin: 1.75rem 0 0; grid-template-columns: none; max-width: none; }
.facts div { min-width: 6rem; }
.facts dt { font-size: .875rem; font-weight: 400; color: var(--quiet); }
.facts dd { margin: 0; font-size: 1.5rem; font-weight: 600; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.wide-table.numbers { max-width: 44rem; }
.wide-table td small { display: block; }
.wide-table thead tr + tr th:first-child { text-align: right; padding-left: .9rem; }
.empty { color: var(--quiet); }
.chart { min-height: 12rem; }
.empty:has(+ .chart:not([hidden])) { display: none; }
.hint, form + .hint { margin-top: .9rem; }
.hint { color: var(--quiet); font-size: .875rem; }

form { max-width: 44rem; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)); gap: 1rem 1.5rem; align-items: end; margin-bottom: 1rem; }
label + .note { margin-top: .6rem; }
label { display: block; font-size: .875rem; color: var(--quiet); }
label.check { display: flex; gap: .5rem; align-items: center; color: inherit; font-size: 1rem; }
input:not([type=checkbox], [type=radio]), select {
  display: block; width: 100%; margin-top: .25rem; padding: .5rem .7rem; font: inherit; color: var(--ink);
  background: var(--surface); border: 1px solid var(--quiet); border-radius: .4rem;
}
button, .button {
  display: inline-block; padding: .5rem 1.1rem; font: inherit; font-weight: 600; color: var(--page); background: var(--accent);
  border: 1px solid var(--accent); border-radius: .4rem; cursor: pointer; text-decoration: none;
}
button.quiet, .button.quiet { color: var(--accent); background: none; }
button:hover, .button:hover { filter: brightness(1.08); }
.button:hover { color: var(--page); }
.button.quiet:hover { color: var(--accent); }
button.link { padding: .1rem 0; font-weight: 400; color: var(--accent); background: none; border: 0; text-align: left; text-decoration: underline; text-underline-offset: .15em; overflow-wrap: anywhere; }
button:disabled { opacity: .55; cursor: default; }
#places { max-width: 44rem; margin-top: 1.5rem; }
#places summary { cursor: pointer; font-weight: 600; }
#places label { margin-top: 1rem; }
.crumbs { margin: .9rem 0 .4rem; }
.files { max-height: 20rem; margin: 0 0 1rem; padding: .4rem .9rem; overflow-y: auto; list-style: none; background: var(--surface); border: 1px solid var(--line); border-radius: .4rem; }
.files li { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1rem; }
.files [aria-current] { font-weight: 600; text-decoration: none; }
.files small { color: var(--quiet); white-space: nowrap; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; margin: 1.5rem 0 0; }
.problem { padding: .7rem 1rem; border-left: 3px solid var(--notice-ink); background: var(--notice); color: var(--notice-ink); }
.problem:empty, .done:empty { display: none; }

.counts th { white-space: nowrap; }
.map { width: 100%; background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; }
.map [data-index] { cursor: pointer; fill-opacity: .75; }
.map [data-index]:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; fill-opacity: 1; }
.map [data-index]:hover, .map .playing { fill-opacity: 1; stroke: var(--ink); stroke-width: 2; }
.neutral { --own: #7d878a; } .calm { --own: #2f9e7f; } .happy { --own: #d9962b; } .sad { --own: #3f7fd0; }
.angry { --own: #d0453f; } .fearful { --own: #8a5fd1; } .disgust { --own: #7f8f2a; } .surprised { --own: #d85a9c; }
${hueStyles}
.map [data-index], .course [class] { fill: var(--own); }
.course .frame { fill: var(--surface); stroke: var(--line); }
.course .cursor { stroke: #e4572e; stroke-width: 2; }
.course { display: block; max-width: 100%; height: auto; margin-top: .75rem; }
.beside { display: flex; gap: .5rem; align-items: center; }
.beside select { width: auto; margin: 0; }
#name small { display: block; font-weight: 400; color: var(--quiet); }
.map .hidden { display: none; }
.tip { min-height: 1.5em; margin: .35rem 0 0; font-size: .875rem; overflow-wrap: anywhere; }
.swatches button { display: inline-flex; align-items: center; padding: .15rem .5rem; font-weight: 400; font-size: inherit; color: var(--ink); background: none; border: 1px solid var(--line); border-radius: 1rem; }
.swatches button[aria-pressed=false] { color: var(--quiet); text-decoration: line-through; }
.swatches button[aria-pressed=false] .swatch { opacity: .25; }
.docked { position: sticky; bottom: 0; z-index: 1; padding: .5rem 0; background: var(--page); border-top: 1px solid var(--line); }
.docked p { margin: 0 0 .25rem; }
.swatches { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-bottom: .75rem; font-size: .875rem; }
.swatch { display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 50%; background: var(--own); }
#play { margin-top: 1.25rem; }
#recordings { margin-top: 1.5rem; }
#recordings summary { margin-bottom: .9rem; cursor: pointer; font-weight: 600; }
#durations h3 { margin: 1.25rem 0 .6rem; }
audio { width: 100%; max-width: 30rem; }
.small-charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 10rem), 1fr)); gap: 1.25rem 1.5rem; }
figcaption { font-size: .9375rem; font-weight: 500; }
.fill { fill: var(--accent); }
.fill.second { fill: var(--tint); }
svg text { font-size: 12px; fill: var(--quiet); }
svg .name { font-size: 13px; fill: var(--ink); }
.boxes { width: 100%; min-width: 30rem; max-width: 52rem; margin-top: 1rem; }
.grid-line { stroke: var(--line); }
.whisker { stroke: var(--quiet); stroke-width: 1.5; }
.outlier { fill: none; stroke: var(--quiet); }
.median { stroke: var(--page); stroke-width: 2.5; }
#feature { max-width: 18rem; }

.picture { display: block; cursor: crosshair; }
.picture .cursor { stroke: #e4572e; stroke-width: 2; }
#picture { margin-top: 1.25rem; min-height: 48rem; }
.position { max-width: 30rem; margin-top: .75rem; }
.position input { padding: 0; accent-color: var(--accent); }
#name { overflow-wrap: anywhere; font-size: 1.1rem; }

.drop { margin-bottom: 1.25rem; padding: 1.25rem 1.5rem; border: 2px dashed var(--line); border-radius: .75rem; }
.drop.over { border-color: var(--accent); background: var(--soft); }
.emotion { margin-bottom: .75rem; font-size: 3rem; line-height: 1.2; font-weight: 600; letter-spacing: -.03em; color: var(--accent); }
.probabilities { max-width: 38rem; margin-bottom: 1rem; }
.probabilities th { padding: .2rem 1rem .2rem 0; }

.uplot { width: 100%; }
.u-wrap { position: relative; user-select: none; }
.u-over, .u-under { position: absolute; }
.uplot canvas { display: block; position: relative; width: 100%; height: 100%; }
.u-legend { display: none; }
.u-axis { position: absolute; }
.u-cursor-x, .u-cursor-y, .u-select, .u-cursor-pt { position: absolute; left: 0; top: 0; pointer-events: none; }
.u-hz .u-cursor-x { height: 100%; border-right: 1px dashed var(--quiet); }
.u-hz .u-cursor-y { width: 100%; }
.u-off { display: none; }
@media (max-width: 40rem) {
  .site nav { padding: .25rem 1.125rem; gap: 0 1.1rem; }
  .facts dd { font-size: 1.25rem; }
  .runs .source { display: none; }
}
`;
