import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import type { Plugin } from 'vite';

/** The fonts of names on pictures that the server draws: Noto Sans SC (SIL Open Font License 1.1), cut into files by character. */
const family = '@fontsource/noto-sans-sc';

/** Plain and bold. */
const weights = [400, 700];

/** Puts the fonts beside the page, with their licence, and `fonts.json`, which tells the server which file has which characters. */
export function fonts(): Plugin {
  return {
    name: 'redsail-fonts',
    apply: 'build',
    generateBundle() {
      const root = dirname(createRequire(import.meta.url).resolve(`${family}/package.json`));
      const emit = (file: string, name: string): string => {
        const id = this.emitFile({ type: 'asset', name, source: readFileSync(join(root, file)) });
        return this.getFileName(id);
      };
      emit('LICENSE', 'noto-sans-sc-license.txt');
      const slices = Object.entries(JSON.parse(readFileSync(join(root, 'unicode.json'), 'utf8')) as Record<string, string>);
      const index = weights.flatMap((weight) =>
        slices.map(([slice, characters]) => {
          const name = `noto-sans-sc-${slice.replace(/[[\]]/g, '')}-${weight}`;
          return { file: emit(`files/${name}-normal.woff2`, `${name}.woff2`), weight, ranges: ranges(characters) };
        }),
      );
      this.emitFile({ type: 'asset', fileName: 'fonts.json', source: JSON.stringify(index) });
    },
  };
}

/** Reads `U+4E00,U+4E03-4E0B` as pairs of first and last. */
function ranges(characters: string): [number, number][] {
  return characters.split(',').map((range) => {
    const [first = '', last = first] = range.replace('U+', '').split('-');
    return [parseInt(first, 16), parseInt(last, 16)];
  });
}
