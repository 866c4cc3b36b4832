import { defineConfig } from 'vitest/config';

// CI counts passed and failed tests from the runner's own file.
const resultsFile = process.env['BANYAN_TEST_RESULTS'];

export default defineConfig({
  test: {
    reporters: resultsFile ? ['default', ['json', { outputFile: resultsFile }]] : ['default'],
    include: [
      '*/test/**/*.test.ts',
      'extracted/*/test/**/*.test.ts',
      'legacy-monolith/contract/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/fixtures/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
