import { base64 } from "./png.js";
import { customProperties, dark, family, light, typeScale } from "./tokens.js";
import { woffFromTrueType } from "./woff.js";

/** TrueType files of the report's face; the page carries them within, so that it looks the same everywhere. */
export interface ReportFonts {
  readonly regular: Uint8Array;
  readonly semibold: Uint8Array;
}

/** The page's style sheet. Light by default and in print, dark where the reader's system asks for it. */
export function pageStyle(fonts: ReportFonts | undefined): string {
  return `${fonts ? face(fonts.regular, 400) + face(fonts.semibold, 600) : ""}
:root{color-scheme:light dark;${customProperties(light)};--sans:"${family}",system-ui,"Helvetica Neue",Arial,sans-serif}
@media screen and (prefers-color-scheme:dark){:root{${customProperties(dark)}}}
*{box-sizing:border-box;margin:0}
body{background:var(--ground);color:var(--ink);font:400 ${typeScale.body}px/1.45 var(--sans);font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:1120px;margin:0 auto;background:var(--panel);border:solid var(--line);border-width:0 1px;min-height:100vh}
.top{display:flex;align-items:center;gap:9px;height:48px;padding:0 32px;border-bottom:1px solid var(--line);font-size:15px;font-weight:600}
.mark{width:22px;height:22px}
.top span{margin-left:auto;font-size:${typeScale.small}px;font-weight:400;color:var(--ink3)}
section{padding:16px 32px 20px;border-bottom:1px solid var(--line)}
section>header{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 12px;margin-bottom:10px}
h1{font-size:${typeScale.title}px;font-weight:600;letter-spacing:-.01em;line-height:1.25;overflow-wrap:anywhere}
h2{font-size:${typeScale.head}px;font-weight:600}
h3{font-size:${typeScale.body}px;font-weight:600;margin-bottom:4px}
.facts{display:flex;flex-wrap:wrap;gap:2px 20px;margin-top:4px;color:var(--ink2)}
.note,.u{font-weight:400;color:var(--ink3);font-size:${typeScale.small}px}
.flag{border:1px dashed var(--ink3);border-radius:3px;padding:0 7px;color:var(--ink2)}
p{max-width:78ch}
.drawing{display:block;width:100%;height:auto;overflow:visible;font-family:var(--sans)}
image{image-rendering:pixelated}
.keep{position:absolute;width:0;height:0;overflow:hidden}
.drawing.narrow{display:none}
.results{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:20px 32px}
.results>div:first-child{grid-column:span 2}
.numbers .refused{margin-top:0}
.numbers td:first-child{min-width:200px}
.results .name{color:var(--ink2);overflow-wrap:anywhere}
.results .name.spine{color:var(--spine)}.results .name.shaft{color:var(--shaft)}
.results .drawing{max-width:420px;margin-top:4px}
.one{font-size:${typeScale.result}px;font-weight:600;letter-spacing:-.02em;line-height:1.15;margin-right:10px}
.big{font-size:${typeScale.title}px;font-weight:600;letter-spacing:-.01em;line-height:1.25}
.ci{color:var(--ink2)}
.refused{color:var(--ink2);border-left:2px solid var(--axis);padding-left:10px;margin-top:3px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:20px 28px}
.charts figure{max-width:400px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
table.trials{width:auto;min-width:50%}
th{font-weight:400;font-size:${typeScale.small}px;color:var(--ink3);text-align:left;vertical-align:bottom;padding:3px 14px 5px 0;border-bottom:1px solid var(--axis);white-space:nowrap}
td{padding:4px 14px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}
tr>:last-child{padding-right:0}
td.r,th.r{text-align:right;white-space:nowrap}
td.w{white-space:nowrap}
td.any{overflow-wrap:anywhere;min-width:11ch}
tbody th{color:var(--ink);font-size:${typeScale.body}px;font-weight:600;padding-top:12px;border-bottom-color:var(--line);white-space:normal;overflow-wrap:anywhere}
.v{font-weight:600}
.success{color:var(--spine);font-weight:600}
tr.out td{color:var(--ink3)}
tr.out td.why{color:var(--caution)}
.spine{color:var(--spine)}.shaft{color:var(--shaft)}.faint{color:var(--ink3)}
.sw{display:inline-block;width:12px;height:3px;border-radius:1px;vertical-align:.22em;margin-right:7px;background:currentColor}
.cols{display:grid;grid-template-columns:1fr 1fr;gap:24px 40px}
.cols>div{min-width:0}
dl{display:grid;grid-template-columns:minmax(110px,max-content) 1fr;gap:3px 18px}
dt{color:var(--ink2)}
dd{overflow-wrap:anywhere;min-width:0}
.check{border-left:2px solid var(--axis);padding-left:10px;margin-top:8px;color:var(--ink2)}
.caution{color:var(--caution)}
ul{list-style:none;padding:0}
li{padding:4px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
li:last-child{border:0}
.method p+p{margin-top:6px}
.method ol{padding-left:18px;margin-top:10px;color:var(--ink2);font-size:${typeScale.small}px;max-width:92ch}
.method ol li{border:0;padding:2px 0}
pre{font:500 11.5px/1.55 ui-monospace,"SF Mono",Menlo,Consolas,monospace;background:var(--raised);border:1px solid var(--line);border-radius:3px;padding:8px 10px;white-space:pre-wrap;overflow-wrap:anywhere}
@media (max-width:1000px){.cols{grid-template-columns:1fr}}
@media (max-width:700px){
.drawing.wide{display:none}.drawing.narrow{display:block}
main{border:0}.top{padding:0 16px}section{padding:14px 16px 18px}
.results{grid-template-columns:1fr 1fr;gap:16px}
.numbers thead{display:none}.numbers,.numbers tbody{display:block}
.numbers tr{display:grid;grid-template-columns:1fr auto auto;gap:0 5px;padding:5px 0;border-bottom:1px solid var(--line)}
.numbers th,.numbers td,.numbers td:first-child{border:0;padding:0;min-width:0;display:block}
.numbers tbody th{grid-column:1/-1;padding-top:10px}
.numbers td:nth-child(n+4),.numbers td.any{grid-column:1/-1}
.numbers td:nth-child(n+5){color:var(--ink3);font-size:11.5px}
.numbers td:nth-child(6){text-align:left}
}
@media print{body,main{background:#fff;border:0}section{break-inside:avoid-page}section.long{break-inside:auto}}
`;
}

function face(font: Uint8Array, weight: number): string {
  const woff = woffFromTrueType(font);
  if (!woff) return "";
  return `@font-face{font-family:"${family}";font-weight:${weight};src:url(data:font/woff;base64,${base64(woff)}) format("woff")}\n`;
}
