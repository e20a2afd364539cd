/** The text of a page, with its links, without its scripts, styles and images. Takes long for hostile pages. */
import { compile } from 'html-to-text';

/** Deeper elements are left out: pages are written by others, and the walk over their elements is recursive. */
const MAX_DEPTH = 300;

export function convertHtml(html: string): string {
  const heading = { options: { uppercase: false } };
  const convert = compile({
    wordwrap: false,
    limits: { maxDepth: MAX_DEPTH, ellipsis: '…' },
    selectors: [
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, ...heading })),
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
      ...['img', 'svg', 'script', 'style', 'template', 'noscript'].map((selector) => ({
        selector,
        format: 'skip',
      })),
    ],
  });
  return convert(html)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
