/** The inbox's style sheet: two panes on a desk, one after the other on a phone; light and dark as the system says. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#dfe3ea, #2c323d); --soft: light-dark(#5c6675, #98a2b3);
  --paper: light-dark(#fff, #161a21); --desk: light-dark(#f4f6f9, #0f1217); --mark: light-dark(#0b62d6, #6ea8ff); }
* { box-sizing: border-box; }
body { margin: 0; height: 100vh; display: grid; grid-template: auto 1fr / minmax(18rem, 24rem) 1fr; background: var(--desk);
  font: 15px/1.45 system-ui, sans-serif; }
a { color: var(--mark); text-decoration: none; }
.top { grid-column: 1 / -1; display: flex; align-items: center; gap: 1rem; padding: .6rem 1rem; border-bottom: 1px solid var(--line);
  background: var(--paper); }
.top h1 { font-size: 1.05rem; margin: 0; flex: 1; }
.top h1 a { color: inherit; }
button { font: inherit; padding: .25rem .7rem; border: 1px solid var(--line); border-radius: 6px; background: none; color: inherit;
  cursor: pointer; }
.list { overflow: auto; border-right: 1px solid var(--line); background: var(--paper); }
.list a { display: block; padding: .6rem 1rem; border-bottom: 1px solid var(--line); color: inherit; }
.list a:hover, .list a:focus-visible { background: var(--desk); }
.list a[aria-current] { box-shadow: inset 3px 0 var(--mark); background: var(--desk); }
.row { display: flex; justify-content: space-between; gap: 1rem; font-size: .85rem; color: var(--soft); }
.row time { flex: none; }
.row span:first-child, .list strong, .list small { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.list small { color: var(--soft); }
.mail { display: flex; flex-direction: column; min-width: 0; overflow: auto; }
.mail header { padding: 1rem 1.25rem 0; }
.mail h2 { margin: 0 0 .4rem; font-size: 1.3rem; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: 0 0 .8rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.tabs { display: flex; gap: 1rem; border-bottom: 1px solid var(--line); }
.tabs a { padding: .35rem 0; color: var(--soft); }
.tabs a[aria-current] { color: inherit; box-shadow: inset 0 -2px var(--mark); }
iframe { flex: 1; width: 100%; min-height: 24rem; border: 0; background: #fff; color-scheme: light; }
pre { margin: 0; padding: 1rem 1.25rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; }
.empty { margin: auto; padding: 2rem; max-width: 30rem; color: var(--soft); text-align: center; }
@media (max-width: 45rem) { body { display: block; height: auto; } .list { border: 0; } body.reading .list { display: none; } }
`;
