/** The page's style sheet. */

/** Light or dark as the browser prefers; tables become cards on narrow screens. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --back: #f5f6f3; --card: #fff; --line: #dcdfd8; --text: #1d2421; --quiet: #55605a;
  --accent: #0b6b5c; --on-accent: #fff; --tint: #e3f0ec; --bad: #a1261b; --bad-tint: #fbe9e6; --good: #1b6b34; --good-tint: #e4f2e6;
  --shadow: 0 1px 2px rgb(20 30 25 / .06), 0 4px 16px rgb(20 30 25 / .05);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #131816; --card: #1b221f; --line: #303935; --text: #e5ebe8; --quiet: #a3b1aa;
    --accent: #63d1ba; --on-accent: #06231d; --tint: #1d332d; --bad: #ff9d92; --bad-tint: #3a211e; --good: #7fd694; --good-tint: #1c3323;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
a { color: var(--accent); text-underline-offset: .2em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, pre, td code { font-family: var(--mono); font-size: .92em; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .2em 0 .6em; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: .95rem; color: var(--quiet); margin: 0 0 .7em; overflow-wrap: anywhere; }
.skip { position: absolute; left: -99em; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 2; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.top { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1.6rem; padding: .8rem max(1.2rem, calc((100vw - 68rem) / 2 + 1.2rem)); background: var(--card); border-bottom: 1px solid var(--line); }
.brand { font-weight: 650; color: var(--text); text-decoration: none; display: flex; align-items: center; gap: .55rem; }
.mark { width: .9rem; height: .9rem; border-radius: .25rem; background: linear-gradient(135deg, var(--accent) 50%, var(--tint) 50%); border: 1px solid var(--accent); }
nav { display: flex; gap: .3rem; }
nav a { color: var(--quiet); text-decoration: none; padding: .3rem .7rem; border-radius: .5rem; }
nav a:hover { background: var(--back); color: var(--text); }
nav a[aria-current] { background: var(--tint); color: var(--accent); font-weight: 600; }
.badge { margin-left: auto; font-size: .85rem; color: var(--quiet); border: 1px solid var(--line); border-radius: 1rem; padding: .1rem .7rem; }
main { max-width: 68rem; margin: 0 auto; padding: 1.8rem 1.2rem 4rem; }
.head { display: flex; flex-wrap: wrap; align-items: center; gap: .8rem 1.2rem; margin-bottom: 1.2rem; }
.head h1 { margin: 0; }
.count { color: var(--quiet); font-weight: 400; font-size: 1.1rem; }
.search { display: flex; gap: .5rem; margin-left: auto; }
.search input { width: 16rem; max-width: 100%; }
.back { margin: 0 0 .4rem; font-size: .92rem; }
.back a::before { content: "← "; }
input, select, button, .button { font: inherit; color: inherit; padding: .45rem .8rem; border: 1px solid var(--line); border-radius: .55rem; background: var(--card); }
input, select { border-color: color-mix(in srgb, var(--quiet) 60%, var(--line)); min-width: 0; }
input::placeholder { color: var(--quiet); opacity: 1; }
button, .button { cursor: pointer; text-decoration: none; display: inline-block; font-weight: 550; color: var(--accent); border-color: color-mix(in srgb, var(--accent) 45%, var(--line)); }
button:hover, .button:hover { background: var(--tint); }
.primary { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
.primary:hover { background: color-mix(in srgb, var(--accent) 88%, var(--text)); }
.danger { color: var(--bad); border-color: color-mix(in srgb, var(--bad) 50%, var(--line)); }
.danger:hover { background: var(--bad-tint); }
.card, table.hosts, table.log, table.roots, .empty { background: var(--card); border: 1px solid var(--line); border-radius: .9rem; box-shadow: var(--shadow); }
.card { padding: 1.3rem 1.5rem; margin: 0 0 1.2rem; }
.empty { padding: 2.4rem 1.5rem; text-align: center; color: var(--quiet); }
.big { font-size: 1.35rem; font-weight: 600; margin: 0 0 .3rem; overflow-wrap: anywhere; }
.quiet, .hint { color: var(--quiet); }
.hint { font-size: .9rem; margin: .25rem 0 0; }
table { border-collapse: separate; border-spacing: 0; width: 100%; }
th, td { text-align: left; padding: .65rem 1rem; border-bottom: 1px solid var(--line); vertical-align: baseline; font-weight: inherit; }
table.hosts th, table.log td:last-child, .values td { overflow-wrap: anywhere; }
table.log time { white-space: nowrap; }
[data-live] + h2 { margin-top: 1.8rem; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 600; }
thead th { font-size: .82rem; color: var(--quiet); white-space: nowrap; }
thead a { color: inherit; text-decoration: none; }
thead a:hover { color: var(--text); text-decoration: underline; }
table.hosts code, table.hosts .state { white-space: nowrap; }
.arrow { display: inline-block; width: 1em; padding-left: .25em; }
table.hosts tbody tr:hover, table.log tbody tr:hover { background: color-mix(in srgb, var(--tint) 45%, transparent); }
.values th, .values td { padding: .45rem .8rem .45rem 0; }
.state { display: inline-flex; align-items: baseline; gap: .45em; font-size: .92rem; padding: .08rem .65rem; border-radius: 1rem; background: var(--back); color: var(--quiet); }
.state::before { content: ""; width: .5em; height: .5em; border-radius: 50%; background: currentcolor; flex: none; align-self: center; }
.state.good { background: var(--good-tint); color: var(--good); }
.state.bad { background: var(--bad-tint); color: var(--bad); }
.controls { display: flex; flex-wrap: wrap; gap: .8rem; align-items: end; margin-top: 1rem; }
.controls form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
.inline { display: flex; flex-wrap: wrap; gap: .7rem; align-items: end; margin-top: 1.1rem; }
.inline label { display: grid; font-size: .9rem; color: var(--quiet); }
.form { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1.1rem 1.5rem; }
.field { display: grid; align-content: start; }
.field label { font-weight: 600; margin-bottom: .25rem; }
.buttons { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: .7rem; }
.notice, .error { border-radius: .7rem; padding: .7rem 1.1rem; margin: 0 0 1.3rem; border: 1px solid; }
.notice { background: var(--good-tint); color: var(--good); }
.error { background: var(--bad-tint); color: var(--bad); }
.error p { margin: 0; overflow-wrap: anywhere; }
.error .hint { color: inherit; margin-top: .3rem; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.card pre { white-space: pre; overflow-x: auto; }
@media (max-width: 46rem) {
  .search { margin-left: 0; width: 100%; }
  .search input { flex: 1; width: auto; }
  table.hosts thead, table.log thead, table.roots thead, .values thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.hosts tr, table.log tr, table.roots tr, .values tr { display: block; padding: .7rem 0; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  table.hosts :is(th, td), table.log :is(th, td), table.roots :is(th, td), .values :is(th, td) { display: flex; gap: 1rem; justify-content: space-between; border: 0; padding: .2rem 1.1rem; text-align: right; overflow-wrap: anywhere; }
  tbody th { text-align: left !important; }
  .values :is(th, td) { padding: .15rem 0; }
  td[data-label]::before { content: attr(data-label); color: var(--quiet); font-size: .9rem; text-align: left; flex: none; }
}
@media (prefers-reduced-motion: no-preference) { a, button, .button { transition: background-color .12s, color .12s; } }
`
