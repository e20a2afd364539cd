/** Sixty turns: page after page, with results that are alike and never equal. */
import { assistant } from '../../trajectory.fixture.ts';
import { asked, type Shape, solo, toolsNamed, turns } from '../shape.ts';
import { ARCHIVIST } from './prompts.ts';

export const archivist: Shape = {
  name: 'long',
  language: 'en',
  build(draw) {
    const parish = draw.pick(['Ashby', 'Thornby', 'Wickham', 'Elmstead']);
    const pages = Array.from({ length: 58 }, () => draw.between(2, 40));
    const total = pages.reduce((sum, entries) => sum + entries, 0);
    return solo(
      toolsNamed('fetch', 'calculate'),
      ...asked(
        ARCHIVIST,
        `How many entries does the register of ${parish} have on all of its ${pages.length} pages?`,
      ),
      ...turns(
        'p',
        ...pages.map((entries, n) => {
          const url = `https://registers.archive.org/${parish.toLowerCase()}?page=${n + 1}`;
          return [
            'fetch',
            { url },
            `Register of ${parish}, page ${n + 1}: ${entries} entries, in good order.`,
          ] as const;
        }),
        ['calculate', { expression: pages.join(' + ') }, String(total)],
      ),
      assistant(`The register of ${parish} has ${total} entries on ${pages.length} pages.`),
    );
  },
};
