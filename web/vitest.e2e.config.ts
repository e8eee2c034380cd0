import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

// Where labels go depends on what came first, so that pictures are compared with a machine to themselves.
const pictures = 'e2e/visual.test.ts';

export default defineConfig({
  test: {
    // Nothing here is measured by the clock: a wait ends when what it waits for is there, and is long enough for a slow machine.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        // A browser that draws in software keeps one core busy, so that two of them share what two cores give.
        test: { name: 'pages', include: ['e2e/**/*.test.ts'], exclude: [pictures], maxWorkers: Math.min(2, availableParallelism()), sequence: { groupOrder: 0 } },
      },
      { extends: true, test: { name: 'pictures', include: [pictures], maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
