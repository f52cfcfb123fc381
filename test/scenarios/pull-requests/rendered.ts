import { marked } from 'marked';

/** A comment as a forge shows it, before the forge itself takes out what it does not allow. */
export function toHtml(markdown: string): string {
  return marked.parse(markdown, { async: false, gfm: true });
}

/** What our comments are made of, with the attributes that Markdown itself writes. */
const harmless: ReadonlySet<string> = new Set([
  ...['blockquote', 'br', 'code', 'details', 'em', 'h3', 'h4', 'li', 'p', 'pre', 'strong'],
  ...['sub', 'summary', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'],
]);
const harmlessAttributes = /^(?: align="(?:left|right)"| class="language-(?:diff)?"| open)*$/;
const ourLink = /^ href="https:\/\/git\.example\.com\/[^"]*"$/;

/** What of a comment would do something in a browser or on a forge: tags, links, mentions, references, commands. */
export function activeContent(markdown: string): readonly string[] {
  const html = toHtml(markdown.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'https://git.example.com'));
  const tags = [...html.matchAll(/<(?!!--|\/)([a-z0-9]+)([^>]*)>/gi)].flatMap(
    ([tag, name = '', attributes = '']) => {
      const good =
        name === 'a'
          ? ourLink.test(attributes)
          : harmless.has(name) && harmlessAttributes.test(attributes);
      return good ? [] : [tag];
    },
  );
  const prose = html
    .replaceAll(/<!-- tidewatch [^<]* -->/g, '')
    .replaceAll(/<pre>.*?<\/pre>|<code>.*?<\/code>/gs, '')
    .replaceAll(/<[^>]*>/g, '');
  const signs = [...prose.matchAll(/@\w\S*|#\d+|^\/\w.*|<!--|https?:\S*/gm)].map(
    ([found]) => found,
  );
  return [...tags, ...signs];
}
