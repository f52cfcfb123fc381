import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/agent/config/load-config.ts';
import { configChecks } from '../../../src/agent/config-checks.ts';

const root = join(import.meta.dirname, '../../..');

/** The YAML blocks of a document that start with a comment naming `agent.yaml`. */
async function examplesIn(document: string): Promise<string[]> {
  const text = await readFile(join(root, document), 'utf8');
  return [...text.matchAll(/```yaml\n(# agent\.yaml[\s\S]*?)```/g)].map(([, yaml = '']) => yaml);
}

function load(yaml: string) {
  const readFileOf = async () => Buffer.from(yaml);
  const input = { flags: { config: 'agent.yaml' }, env: {}, readFile: readFileOf };
  return loadConfig({ ...input, checks: configChecks });
}

describe('the examples of configuration files', () => {
  it.each(['docs/configuration.md', 'docs/running-in-a-cluster.md'])(
    'in %s are valid',
    async (document) => {
      const examples = await examplesIn(document);
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        await expect(load(example)).resolves.toMatchObject({
          repositories: [{ credentials: { kind: 'basic' } }],
        });
      }
    },
  );

  it('include the one of base/agent', async () => {
    const yaml = await readFile(join(root, 'base/agent/agent.yaml'), 'utf8');
    await expect(load(yaml)).resolves.toMatchObject({
      repositories: [{ path: 'overlays/production', credentials: { kind: 'none' } }],
    });
  });
});
