import { defineConfig } from 'vitest/config';

export default defineConfig({
  base: './',
  // The committed placeholder is dist/index.html: a build must not touch it.
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    // MapLibre is one chunk of about a megabyte and cannot be shaken smaller.
    chunkSizeWarningLimit: 1200,
  },
  worker: { format: 'es' },
  test: { include: ['src/**/*.test.ts'] },
});
