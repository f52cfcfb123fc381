import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generatedFiles } from '../../src/monitor/generate/files.ts';

const root = new URL('../../', import.meta.url);

it.each([...generatedFiles()])('%s is fresh: `npm run generate` changes nothing', (path, text) => {
  expect(readFileSync(new URL(path, root), 'utf8')).toBe(text);
});
