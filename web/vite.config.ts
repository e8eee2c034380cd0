import { defineConfig } from 'vitest/config';

import { fonts } from './fonts.config.ts';

/**
 * The oldest browsers that the page is for, of late 2020, as offices still have them. Their syntax is that of Chromium 91:
 * what stands between is a fault in `f?.(...list)`, which e2e/lowered.test.ts looks for; to write around every `?.` costs 750 bytes.
 */
const syntax = ['chrome91', 'safari14'];
const styles = ['chrome87', 'safari14'];

/** MapLibre stands apart from our own code, which is held to those browsers and to a size: e2e/budget.test.ts. */
const maplibre = /node_modules[\\/]maplibre-gl[\\/]/;

/**
 * What the first load has in any case stays in one chunk: a part that comes later and shares much with it would else cut it into a dozen,
 * each packed by itself, which costs two kilobytes. The second pattern names what comes later.
 */
const first = /node_modules[\\/](?:@preact|preact|valibot)[\\/]|[\\/]src[\\/](?:api|i18n|map|model|modes|ui)[\\/]|[\\/]src[\\/](?:choices|main|policy)\.tsx?$/;
const later = /[\\/]src[\\/](?:api[\\/]decode_(?:duty|under)|i18n[\\/](?:en|zh|account|actions|admin|archive|duty\w*|fields|help|imports|norms|opening|plan\w*|print|reasons|refusals|reply|reports|staffedit|tools|under|unread|wall|who|work)|map[\\/](?:few|failures|found|held|icons|marks|mercator|picture\w*|plan|style|tints|tools|under\w*|view|waiting|watched)|model[\\/](?:across|duty|geodesic|pause|tools|undershown)|modes[\\/]under|ui[\\/](?:duty\w*|help|history|modal|reply|under))\.tsx?$/;

export default defineConfig({
  base: './',
  plugins: [fonts()],
  // Some 200 files, most of them pieces of fonts, are no news; warnings and errors are.
  logLevel: 'warn',
  // The committed placeholder is dist/index.html: a build must not touch it.
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: syntax,
    cssTarget: styles,
    assetsInlineLimit: 0,
    // A browser that cannot fetch ahead fetches when it is asked to.
    // Of what comes later only the style sheets are named beforehand: its scripts name one another, and each name costs some twenty bytes of the first load.
    modulePreload: { polyfill: false, resolveDependencies: (_, files) => files.filter((it) => it.endsWith('.css') || /(?:view|maplibre)-/.test(it)) },
    // MapLibre is one chunk of about a megabyte and cannot be shaken smaller.
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
    // How long each part takes depends on the machine: that is no warning.
    rolldownOptions: {
      checks: { bundlerTimings: false },
      treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
      output: { codeSplitting: { groups: [{ name: 'maplibre', test: maplibre }, { name: (id) => (first.test(id) && !later.test(id) ? 'page' : null) }] } },
    },
  },
  worker: { format: 'es' },
  test: { include: ['src/**/*.test.ts'], setupFiles: ['src/i18n/kit.ts'] },
});
