import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../src/kustomize/build.ts';
import { InvalidInputError } from '../../src/model/errors.ts';
import type { BuildOptions } from '../../src/model/target.ts';
import { folderTree } from '../../src/source/folder-tree.ts';

/** A folder with `input/` and what kustomize printed for it, or that it refused. */
export interface Case {
  readonly name: string;
  readonly folder: string;
  /** The folder of `input/` to build. */
  readonly target: string;
  readonly flags: readonly string[];
  /** `undefined` where kustomize refused. */
  readonly expected: string | undefined;
}

export interface Outcome {
  readonly passed: boolean;
  /** What was printed, or the error. */
  readonly actual: string;
}

/** The cases in a folder, by name. */
export function readCases(folder: string): Case[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readCase(join(folder, entry.name), entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readCase(folder: string, name: string): Case {
  const description = join(folder, 'case.json');
  const { target = '.', flags = [] } = existsSync(description)
    ? JSON.parse(readFileSync(description, 'utf8'))
    : {};
  const yaml = join(folder, 'expected.yaml');
  const expected = existsSync(yaml) ? readFileSync(yaml, 'utf8') : undefined;
  return { name, folder, target, flags, expected };
}

/** Builds a case. A refusal passes where kustomize refused too. */
export async function runCase({ folder, target, flags, expected }: Case): Promise<Outcome> {
  try {
    const tree = folderTree(join(folder, 'input'));
    const actual = (await build(tree, target, toOptions(flags))).yaml();
    return { passed: actual === expected, actual };
  } catch (thrown) {
    if (!(thrown instanceof InvalidInputError)) throw thrown;
    return { passed: expected === undefined, actual: thrown.message };
  }
}

function toOptions(flags: readonly string[]): BuildOptions {
  const text = flags.join(' ');
  return {
    order: /--reorder[= ]none/.test(text) ? 'none' : 'legacy',
    managedByLabel: text.includes('--enable-managedby-label'),
    loadRestrictor: text.includes('LoadRestrictionsNone') ? 'none' : 'rootOnly',
  };
}
