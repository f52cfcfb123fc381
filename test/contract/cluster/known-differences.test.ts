import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KNOWN_DIFFERENCES } from './known-differences.ts';

it('every known difference is documented', () => {
  const text = readFileSync(new URL('../../../docs/embedded.md', import.meta.url), 'utf8');
  const listed = text.split('\n').filter((line) => line.startsWith('- '));
  for (const difference of KNOWN_DIFFERENCES) expect(listed).toContain(`- ${difference}`);
});
