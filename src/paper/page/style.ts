/** What the scorecard's page has beyond the report's style. Serif is the paper speaking, sans is us measuring. */
export const SCORECARD_STYLE = `
:root{--serif:"STIX Two Text","Times New Roman",Times,serif}
main{max-width:1240px}
a{color:inherit;text-decoration-color:var(--axis);text-underline-offset:3px}
a:focus-visible,summary:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
sup,sub{font-size:.72em;line-height:0;vertical-align:.42em}
sub{vertical-align:-.22em}
.scroll{position:relative}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.glyph{width:12px;height:12px;flex:none;vertical-align:-1.5px}
.truth{color:var(--truth)}
.summary{display:flex;flex-wrap:wrap;gap:8px 28px;align-items:baseline;margin-top:12px}
.summary>span{display:flex;gap:7px;align-items:center;color:var(--ink2)}
.summary b{color:var(--ink);font-size:21px;font-weight:600}
.glance{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px 20px}
.glance h3{font-weight:400;margin-bottom:2px}
.glance div>span{display:flex;flex-wrap:wrap;gap:0}
.glance span a{display:grid;place-items:center;width:24px;height:24px;text-decoration:none}
.glance span a:hover{background:var(--shade)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;color:var(--ink3);font-size:11.5px;padding-bottom:8px}
.legend .said{flex:1 1 200px}
.legend i{display:inline-block;vertical-align:-1px;margin-right:6px}
.sw-disc{width:9px;height:9px;border-radius:50%;background:var(--ink)}
.sw-truth{width:2px;height:11px;background:var(--truth)}
.sw-band{width:14px;height:10px;background:var(--accept)}
.group{padding:18px 0 6px;border-bottom:1px solid var(--axis)}
.row{display:grid;grid-template-columns:58px minmax(0,1fr) 268px 216px;gap:4px 20px;padding:12px 0 13px;border-bottom:1px solid var(--line);scroll-margin-top:8px}
.row:target{background:var(--raised);box-shadow:-8px 0 0 var(--raised),8px 0 0 var(--raised)}
.row .id{color:var(--ink2)}
.row .id span{display:block;color:var(--ink3);font-size:11.5px}
blockquote{font:italic 400 16px/1.3 var(--serif);max-width:62ch;margin-bottom:3px}
cite{font:400 11.5px var(--sans);color:var(--ink3);white-space:nowrap}
.row .why,.bias p{margin-top:4px;color:var(--ink2)}
.row .why.short{border-left:2px solid var(--no);padding-left:9px;color:var(--ink)}
.ver{display:flex;gap:8px;align-items:flex-start;line-height:1.4}
.ver>.glyph{margin-top:3px}
.ver>div>b{font-weight:600}
.ver .other{display:flex;gap:5px;align-items:center}
.ver>div>div{overflow-wrap:anywhere}
code{font:500 11.5px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
.paper-figure{padding:16px 0;border-bottom:1px solid var(--line)}
.paper-figure figcaption{margin-top:8px}
.paper-figure svg{display:block;max-width:100%;height:auto}
.paper-figure p{margin-top:4px;color:var(--ink2)}
.bias .scroll{margin-top:8px}
.bias{display:grid;grid-template-columns:minmax(0,1fr) 400px;gap:8px 32px;padding:14px 0 16px;border-bottom:1px solid var(--line)}
.row:last-child,.bias:last-child{border-bottom:0}
#sets h3{margin-top:14px}
#sets .charts{margin-top:8px}
.pair{display:inline-block;white-space:nowrap;margin-right:16px}
table.sets td:first-child{min-width:240px}
table.excluded td{vertical-align:top}table.excluded td:nth-child(n+3){min-width:190px}table.excluded .pair{display:block}
summary{cursor:pointer;padding:6px 0;color:var(--ink2)}
.pairs{columns:260px;column-gap:24px}
.flagged td{color:var(--caution)}
@media (max-width:1100px){
.row{grid-template-columns:58px minmax(0,1fr) 216px}
.row .chart{grid-column:2;max-width:300px}.row .ver{grid-column:3;grid-row:1/span 2}
.bias{grid-template-columns:minmax(0,1fr)}.bias figure{max-width:440px}
}
@media (max-width:700px){
.row{grid-template-columns:minmax(0,1fr);gap:6px}
.row .id{display:flex;gap:8px}.row .chart,.row .ver{grid-column:1;grid-row:auto}
.row .chart{max-width:300px}.row .chart:empty{display:none}
.paper-figure svg{min-width:640px}
.glance{grid-template-columns:1fr 1fr}
}
@media print{
.row,.bias,.paper-figure,tr{break-inside:avoid}
h2.group,h3,summary,section>header{break-after:avoid}
details::details-content{content-visibility:visible;display:block}
summary{list-style:none}
.scroll{overflow:visible}
td.w,.pair{white-space:normal}
table.excluded td:nth-child(n+3),table.sets td:first-child{min-width:0}
.scroll table{font-size:11px}
.paper-figure svg{min-width:0}
main{border:0;max-width:none}
}
`;
