import { availableParallelism } from 'node:os';

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    // A browser that draws in software keeps one core busy, so that two of them share what two cores give.
    maxWorkers: Math.min(2, availableParallelism()),
    // Nothing here is measured by the clock: a wait ends when what it waits for is there, and is long enough for a slow machine.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
