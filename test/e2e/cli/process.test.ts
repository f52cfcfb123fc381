import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { createFileFolder } from '../../support/file-folder.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { runTidewatch } from '../../support/run-tidewatch.ts';

const program = join(import.meta.dirname, '../../../bin/tidewatch.mjs');
const colourStart = String.fromCharCode(27);

describe('the built command line as a process', () => {
  it('does not mind a reader that leaves early', async () => {
    const names = Array.from({ length: 12_000 }, (_, index) => `item-${index}`);
    await using folder = await createFileFolder({
      'all.yaml': names.map((name) => configMapYaml(name, 'one')).join('---\n'),
      'kustomization.yaml': kustomizationYaml('web', ['all.yaml']),
    });
    const child = spawn(process.execPath, [program, 'build'], {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const errors = text(child.stderr);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = await once(child, 'close');
    expect({ code, errors: await errors }).toEqual({ code: 0, errors: '' });
  });

  it('writes all of a large output into a pipe', async () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `item-${index}`);
    await using folder = await createFileFolder({
      'all.yaml': names.map((name) => configMapYaml(name, 'one')).join('---\n'),
      'kustomization.yaml': kustomizationYaml('web', ['all.yaml']),
    });
    const { code, stdout } = await runTidewatch(['build'], { cwd: folder.path });
    expect(code).toBe(0);
    expect(stdout.match(/^kind: ConfigMap$/gm)).toHaveLength(5_000);
  });

  it.each([{}, { NO_COLOR: '1' }])('writes no colours into pipes with %j', async (env) => {
    await using folder = await createFileFolder({
      'kustomization.yaml': kustomizationYaml('web', ['missing.yaml']),
    });
    const options = { cwd: folder.path, env };
    for (const args of [['--help'], ['validate'], ['render'], ['frobnicate']]) {
      const { stdout, stderr } = await runTidewatch(args, options);
      expect(stdout + stderr).not.toBe('');
      expect(stdout + stderr).not.toContain(colourStart);
    }
  });

  it('says its version', async () => {
    const { code, stdout, stderr } = await runTidewatch(['--version']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
