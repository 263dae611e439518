// The page's style: light and dark, wide screens, phones and paper. Every text has a contrast of 4.5 to 1 or more.
export const STYLE = `
:root{color-scheme:light dark;--page:#fff;--card:#f5f6f8;--ink:#1a1c20;--soft:#555b66;--line:#d4d8de;--mark:#1f5fae;
--s:#cbe7d3;--s-ink:#0a4420;--b1:#fbdcc4;--b2:#fdebc0;--b3:#f0f1bd;--b-ink:#5a3200;--u:#eef0f3;--u-ink:#5d636e;--w-line:#c9ced6}
@media(prefers-color-scheme:dark){:root{--page:#15171a;--card:#1e2126;--ink:#e7e9ec;--soft:#a6adb8;--line:#3a3f47;--mark:#7db4f5;
--s:#1d4a2f;--s-ink:#c4efd2;--b1:#5b3520;--b2:#574419;--b3:#4a4a1b;--b-ink:#fde6c4;--u:#23272d;--u-ink:#9aa2ad;--w-line:#4a505a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:96rem;padding:1.25rem;font:16px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--page)}
h1{font-size:1.6rem;margin:0 0 .5rem}
h2{font-size:1.25rem;margin:2.2rem 0 .6rem}
h3{font-size:1rem;margin:0 0 .1rem}
p{margin:.2rem 0 .7rem;max-width:52rem}
small{color:var(--soft);font-size:.85em}
a{color:var(--mark)}
code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.93em}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.remark{border-left:4px solid var(--mark);padding-left:.7rem}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin-top:1rem}
nav a{padding:.25rem 0}
.figures{display:flex;flex-wrap:wrap;gap:.6rem;list-style:none;margin:0;padding:0}
.figures li{background:var(--card);border-radius:8px;padding:.5rem .9rem;font-size:.88rem;color:var(--soft)}
.figures b{display:block;font-size:1.35rem;color:var(--ink);font-variant-numeric:tabular-nums}
.histogram{margin:1rem 0 0}
.histogram figcaption{font-size:.88rem;color:var(--soft)}
.histogram ol{display:flex;align-items:flex-end;gap:4px;list-style:none;margin:.3rem 0 0;padding:0;max-width:34rem}
.histogram li{flex:1;display:flex;flex-direction:column;text-align:center;font-size:.8rem;position:relative}
.column{height:5rem;display:flex;align-items:flex-end}
.column span{width:100%;min-height:1px;background:var(--mark);border-radius:3px 3px 0 0}
.number{font-weight:600;border-top:1px solid var(--line)}
.range{color:var(--soft)}
.scroll{overflow:auto;max-width:100%}
.scroll:focus-visible,button:focus-visible,summary:focus-visible,a:focus-visible{outline:3px solid var(--mark);outline-offset:1px}
table{border-collapse:separate;border-spacing:0;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:normal}
thead th{font-weight:600;vertical-align:bottom}
th button{all:unset;cursor:pointer;display:block;width:100%}
th[aria-sort=ascending] button::after{content:" ▲";font-size:.7em}
th[aria-sort=descending] button::after{content:" ▼";font-size:.7em}
.list th,.list td{padding:.4rem .9rem .4rem .2rem;border-bottom:1px solid var(--line);vertical-align:top}
.list tbody tr:hover{background:var(--card)}
.list thead th{white-space:nowrap}
.share{white-space:nowrap}
.bar{display:inline-block;width:6rem;height:.7rem;border-radius:3px;background:var(--u);overflow:hidden;vertical-align:baseline;margin-right:.3rem}
.bar span{display:block;height:100%;background:var(--mark)}
.plain{list-style:none;margin:0;padding:0}
details{margin-top:.8rem}
summary{cursor:pointer;color:var(--mark);padding:.25rem 0}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;list-style:none;margin:0 0 .3rem;padding:0;font-size:.9rem}
.legend span{display:inline-block;min-width:1.5rem;text-align:center;border-radius:3px;font-size:.75rem;line-height:1.35rem}
#map .scroll{max-height:92vh}
.map{font-size:.7rem;line-height:1.35rem}
.map thead{position:sticky;top:0;z-index:2}
.map thead th,.map thead td{background:var(--page)}
.map tbody th,.map tfoot th,.map .name{position:sticky;left:0;background:var(--page);z-index:1;padding-right:.6rem;white-space:nowrap;max-width:13rem;overflow:hidden;text-overflow:ellipsis}
.map tbody th{font-size:.8rem}
.map td{text-align:center;min-width:1.05rem;padding:0;border:1px solid var(--page);border-radius:4px}
.map td:nth-child(-n+4){text-align:right;padding:0 .4rem 0 0;font-size:.75rem}
.map thead th:nth-child(-n+4){padding-right:.4rem;white-space:nowrap}
.map tbody tr:hover>*{border-color:var(--mark)}
.map tbody tr:hover th{color:var(--mark)}
.map .stage{font-size:.75rem;text-align:center;border-bottom:2px solid var(--line);border-left:3px solid var(--page);padding:0}
.map abbr{text-decoration:none;font-weight:700}
.function button{writing-mode:vertical-rl;transform:rotate(180deg);width:auto;margin:0 auto;padding:.2rem 0;font-weight:normal;font-size:.75rem;line-height:1.05rem}
.map tfoot td,.map tfoot th{border-top:2px solid var(--line);border-radius:0;color:var(--soft)}
.map tfoot td{font-size:.65rem}
.s{background:var(--s);color:var(--s-ink)}
.b1{background:var(--b1);color:var(--b-ink)}.b2{background:var(--b2);color:var(--b-ink)}.b3{background:var(--b3);color:var(--b-ink)}
.u{background:var(--u);color:var(--u-ink)}
.w{color:var(--u-ink);background:repeating-linear-gradient(135deg,var(--page) 0 4px,var(--u) 4px 6px)}
/* Fingers need more room; WCAG 2.5.8 asks for 24 pixels. */
@media(pointer:coarse){.map td,.function{min-width:24px}.function button{width:24px}}
@media(max-width:40rem){body{padding:.8rem}.bar{width:3rem}.map tbody th,.map tfoot th,.map .name{max-width:7rem}}
@media print{
@page{size:A4 landscape;margin:9mm}
:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--mark:#1f5fae;--s:#cbe7d3;--s-ink:#0a4420;--b1:#fbdcc4;--b2:#fdebc0;--b3:#f0f1bd;--b-ink:#5a3200;--u:#eef0f3;--u-ink:#5d636e}
*{print-color-adjust:exact}
body{max-width:none;padding:0;font-size:10pt}
nav,#map>p,details:not([open]),th[aria-sort] button::after{display:none}
th button{display:contents}
.function{padding:0}
.function span{display:inline-block;writing-mode:vertical-rl;transform:rotate(180deg)}
h2{break-after:avoid}
#map{break-before:page}
.scroll,#map .scroll{overflow:visible;max-height:none}
.map thead{position:static}
.map tbody th,.map tfoot th,.map .name{position:static}
.map{font-size:5.2pt;line-height:1.5}
.map td{min-width:0;padding:0;border-radius:0}
.map tbody th,.map td:nth-child(-n+4){font-size:6pt;max-width:32mm}
.map tfoot td{font-size:5.2pt}
tr{break-inside:avoid}
}
`;
