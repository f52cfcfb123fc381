import { toHtml } from '../../test/scenarios/pull-requests/rendered.ts';

/** About what forges make of a comment. */
const style = `
  body { margin: 12px; font: 14px/1.5 'DejaVu Sans', sans-serif; color: #1f2328; background: #fff; }
  article { border: 1px solid #d1d9e0; border-radius: 6px; padding: 4px 16px 12px; }
  header { padding: 6px 16px; background: #f6f8fa; border-bottom: 1px solid #d1d9e0;
    border-radius: 6px 6px 0 0; color: #59636e; }
  article > header { margin: -4px -16px 12px; }
  h3 { font-size: 18px; margin: 14px 0 10px; } h4 { font-size: 15px; margin: 14px 0 8px; }
  p, ul, table, details, blockquote { margin: 0 0 10px; } ul { padding-left: 24px; } ul ul { margin: 0; }
  table { border-collapse: collapse; } td, th { border: 1px solid #d1d9e0; padding: 4px 10px; }
  code { font: 12px/1.45 'DejaVu Sans Mono', monospace; background: #eff1f3; border-radius: 5px; padding: 2px 5px;
    overflow-wrap: anywhere; }
  pre { background: #f6f8fa; border-radius: 6px; padding: 10px; overflow: hidden; }
  pre code { background: none; padding: 0; white-space: pre-wrap; }
  blockquote { border-left: 4px solid #d1d9e0; color: #59636e; padding: 0 12px; }
  sub { color: #59636e; font-size: 12px; } a { color: #0969da; }
`;

const measure =
  'document.documentElement.dataset.height = Math.ceil(document.body.getBoundingClientRect().height) + 24';

/** A page that shows one comment, and tells how high it is. */
export function commentPage(markdown: string): string {
  const head = `<meta charset="utf-8"><style>${style}</style>`;
  const comment = `<article><header><b>tidewatch</b> commented</header>${toHtml(markdown)}</article>`;
  return `<!doctype html><html><head>${head}</head><body>${comment}<script>${measure}</script></body></html>\n`;
}
