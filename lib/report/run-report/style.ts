/**
 * The look of a report: one column of text, room around it, colour only where something is to be told. Every colour of
 * text has a contrast of 4.5:1 or more on its ground in both schemes, and no state is told by colour alone.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fcfbf8; --raised: #ffffff; --ink: #1d1c1a; --soft: #5c5851; --line: #e2ded5; --faint: #b9b3a6;
  --good: #17693f; --good-ground: #e4f2e9; --bad: #a4231a; --bad-ground: #fbe9e6;
  --wait: #7f5200; --wait-ground: #faf0dc; --blue: #1e5aa0; --blue-ground: #e6eef8;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, Georgia, "DejaVu Serif", serif;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #151412; --raised: #1d1b18; --ink: #efece6; --soft: #aaa499; --line: #35322d; --faint: #6b665c;
    --good: #7fd0a2; --good-ground: #17301f; --bad: #ff9d90; --bad-ground: #3a1a16;
    --wait: #e9bd6c; --wait-ground: #33270f; --blue: #93c0f5; --blue-ground: #14263b;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 400 1rem/1.55 var(--sans); font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
.page { max-width: 68rem; margin: 0 auto; padding: 0 1.5rem 5rem; }
a { color: inherit; text-underline-offset: .18em; text-decoration-thickness: 1px; text-decoration-color: var(--faint); }
a:hover { text-decoration-color: currentColor; }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 3px; border-radius: 3px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--raised); padding: .5rem 1rem; z-index: 1; }
h1, h2, h3, p, dl, dd, figure, ol, ul { margin: 0; padding: 0; }
header { padding: 3.5rem 0 2.25rem; }
.eyebrow { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; color: var(--soft); font-size: .875rem; }
.eyebrow b { color: var(--ink); font-weight: 600; }
h1 {
  font: 400 clamp(2rem, 5.2vw, 3.4rem)/1.1 var(--serif); letter-spacing: -.015em;
  margin: 1.4rem 0 0; max-width: 22ch; text-wrap: balance;
}
.lede { margin-top: 1.1rem; max-width: 60ch; font-size: 1.1875rem; line-height: 1.5; color: var(--soft); }
.next { margin-top: 1.75rem; padding-left: 1rem; border-left: 3px solid var(--wait); max-width: 66ch; }
.next h2 { font-size: 1.125rem; } .next p, .next pre { margin-top: .5rem; }
.lede strong { color: var(--ink); font-weight: 500; }
.badge {
  display: inline-flex; align-items: center; gap: .5em; padding: .22em .8em .22em .6em; border-radius: 2em;
  font-weight: 600; font-size: .875rem; line-height: 1.5; color: var(--wait); background: var(--wait-ground);
}
.badge { white-space: nowrap; overflow-wrap: normal; }
.badge svg { width: 1em; height: 1em; flex: none; }
.good .badge, .badge.good { color: var(--good); background: var(--good-ground); }
.bad .badge, .badge.bad { color: var(--bad); background: var(--bad-ground); }
.figures {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1.5rem 2rem;
  margin-top: 2.5rem; padding-top: 1.5rem; border-top: 1px solid var(--ink);
}
.figures dt { color: var(--soft); font-size: .8125rem; }
.figures dd { font: 400 1.875rem/1.2 var(--serif); letter-spacing: -.01em; margin-top: .15rem; }
.figures dd small { display: block; font: 400 .8125rem/1.4 var(--sans); letter-spacing: 0; color: var(--soft); }
nav ol { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; list-style: none; font-size: .875rem; }
nav { padding: .9rem 0; border: solid var(--line); border-width: 1px 0; }
section { padding: 3.25rem 0 0; }
h2 { font: 400 1.625rem/1.2 var(--serif); letter-spacing: -.01em; }
h3 { font-size: .9375rem; font-weight: 600; margin: 2rem 0 .6rem; }
h2 + p, .note { color: var(--soft); max-width: 66ch; margin-top: .45rem; }
.note { font-size: .875rem; }
figure { margin-top: 1.25rem; }
figcaption { color: var(--soft); font-size: .8125rem; margin-top: .6rem; }
svg { display: block; overflow: visible; }
svg text { font: 400 12px var(--sans); fill: var(--soft); }
table { width: 100%; border-collapse: collapse; margin-top: 1.1rem; font-size: .875rem; line-height: 1.45; }
caption { text-align: left; color: var(--soft); font-size: .8125rem; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .55rem 1rem .55rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 500; color: var(--soft); font-size: .8125rem; border-bottom-color: var(--faint); }
thead th, tbody th { overflow-wrap: normal; }
tbody th { font-weight: 600; white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; }
tr:target > * { background: var(--blue-ground); }
code, .mono { font: 400 .8125rem/1.5 var(--mono); }
pre { margin: .8rem 0 0; padding: .9rem 1.1rem; background: var(--raised); border: 1px solid var(--line);
  border-radius: 6px; white-space: pre-wrap; font: 400 .8125rem/1.6 var(--mono); }
details { margin-top: 1rem; }
summary { cursor: pointer; width: fit-content; font-size: .875rem; color: var(--soft); }
summary:hover { color: var(--ink); }
.scrolls { overflow-x: auto; }
.state { display: inline-flex; align-items: center; gap: .45em; white-space: nowrap; color: var(--soft); }
.state svg { width: .95em; height: .95em; flex: none; }
.is-done { color: var(--good); } .is-broken { color: var(--bad); } .is-overdue, .is-refused { color: var(--bad); }
.is-working { color: var(--blue); } .is-joined { color: var(--wait); } .is-ahead, .is-left-out { color: var(--soft); }
.mark { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }

.drawing { margin-top: 1.5rem; } .drawing svg { width: 100%; height: auto; }
.drawing .narrow { display: none; }
.node rect { fill: var(--raised); stroke: var(--line); stroke-width: 1.25; }
.node text { fill: var(--ink); font-size: 12px; font-weight: 600; }
.node .under { fill: var(--soft); font-size: 11.5px; font-weight: 400; }
.node.is-done rect { stroke: var(--good); }
.node.is-broken rect, .node.is-refused rect, .node.is-overdue rect { stroke: var(--bad); fill: var(--bad-ground);
  stroke-width: 2; }
.node.is-joined rect { stroke: var(--wait); fill: var(--wait-ground); stroke-width: 2; }
.node.is-working rect { stroke: var(--blue); fill: var(--blue-ground); stroke-width: 2; }
.node.is-left-out rect, .node.is-ahead rect { stroke-dasharray: 3 4; stroke: var(--faint); fill: none; }
.node.is-left-out text, .node.is-ahead text { fill: var(--soft); font-weight: 400; }
.node.ending rect { stroke: var(--ink); stroke-width: 2; }
.node.ending.good rect { fill: var(--good-ground); stroke: var(--good); }
.node.ending.bad rect { fill: var(--bad-ground); stroke: var(--bad); }
a.node { text-decoration: none; } a.node:hover rect { stroke-width: 2.5; }
a.node:focus-visible { outline: none; } a.node:focus-visible rect { stroke: var(--blue); stroke-width: 4; }
.arrow { fill: none; stroke: var(--faint); stroke-width: 1; stroke-dasharray: 3 4; }
.arrow.taken { stroke: var(--ink); stroke-width: 2; stroke-dasharray: none; }
.head { fill: var(--faint); } .head.taken { fill: var(--ink); }

.gantt td.bars { width: 40%; min-width: 16rem; padding-right: 1.25rem; padding-top: .7rem; }
.gantt td.bars svg { width: 100%; height: 1.1rem; }
.gantt thead .bars svg { width: 100%; height: 1.1rem; }
.bar { fill: currentColor; } .bar-track { fill: var(--line); } .tick { stroke: var(--ground); stroke-width: 1.5; }
.zero { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 3 3; } .grid { stroke: var(--line); }
.hidden-word { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
.because { color: var(--ink); }
.chart > svg { width: 100%; } .chart > svg > text { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; }
  .chart .zero-word { fill: var(--bad); font-weight: 600; }
.ok-span { fill: var(--good); opacity: .75; } .failed-span { fill: var(--bad); opacity: .6; }
.line-a { fill: none; stroke: var(--blue); stroke-width: 2; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.line-b { fill: none; stroke: var(--wait); stroke-width: 1.25; stroke-dasharray: 4 3;
  vector-effect: non-scaling-stroke; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; list-style: none; font-size: .8125rem;
  color: var(--soft); }
.legend li { display: inline-flex; gap: .5em; align-items: center; } .legend svg { width: 22px; height: 10px; }
.chart-title { font-size: .9375rem; font-weight: 600; margin: 2rem 0 .5rem; }
.pairs { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .5rem 1.75rem; margin-top: 1.1rem;
  font-size: .875rem; }
.pairs dt { color: var(--soft); } .pairs dd { min-width: 0; }
.lines { list-style: none; margin-top: 1.1rem; } .lines > li { padding: .7rem 0; border-bottom: 1px solid var(--line); }
.lines time, .lines .who { color: var(--soft); font-size: .8125rem; }
.absent { color: var(--soft); border-left: 3px solid var(--line); padding-left: 1rem; margin-top: 1.1rem;
  max-width: 66ch; }
.plain { margin-top: 1rem; padding-left: 1.1rem; max-width: 68ch; } .plain li { margin-top: .4rem; }
footer { margin-top: 4rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--soft);
  font-size: .8125rem; }
`;

/** What a small screen and paper have of their own. */
export const STYLE_OF_MEDIA = `
@media (max-width: 46rem) {
  .page { padding: 0 1.1rem 3rem; } header { padding-top: 2rem; } section { padding-top: 2.5rem; }
  .figures { grid-template-columns: 1fr 1fr; gap: 1.25rem; } .figures dd { font-size: 1.5rem; }
  .drawing .wide { display: none; } .drawing .narrow { display: block; max-width: 26rem; }
  .pairs { grid-template-columns: 1fr; gap: 0; } .pairs dd { margin-bottom: .8rem; }
  .gantt, .gantt tbody, .gantt tr, .gantt td, .gantt tbody th { display: block; border: 0; padding: 0; width: auto; }
  .gantt thead { display: none; } .gantt caption { display: block; }
  .gantt tbody tr { padding: .85rem 0; border-bottom: 1px solid var(--line); }
  .gantt tr { display: grid; grid-template-columns: 1fr auto; gap: .15rem 1rem; }
  .gantt td.bars { width: auto; min-width: 0; grid-column: 1 / -1; padding: .2rem 0; }
  .gantt td.because { grid-column: 1 / -1; }
}
@media print {
  @page { size: A4; margin: 16mm 15mm 18mm; }
  :root {
    color-scheme: light;
    --ground: #fff; --raised: #fff; --ink: #000; --soft: #45423d; --line: #d5d1c8; --faint: #99948a;
    --good: #17693f; --good-ground: #eef7f1; --bad: #a4231a; --bad-ground: #fdf1ef;
    --wait: #7f5200; --wait-ground: #fcf6ea; --blue: #1e5aa0; --blue-ground: #eef3fa;
  }
  html { font-size: 12px; } .page { max-width: none; padding: 0; } header { padding-top: 0; }
  nav, .skip, .screen { display: none; }
  section { padding-top: 2rem; } h2, h3, .chart-title { break-after: avoid; }
  tr, figure, .lines > li, .figures, pre { break-inside: avoid; } thead { display: table-header-group; }
  .scrolls { overflow: visible; } a { text-decoration: none; } * { print-color-adjust: exact; }
}
`;
