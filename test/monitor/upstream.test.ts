import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { expand } from '../../src/monitor/expand.ts';
import { type Difference, differences } from './support/difference.ts';
import { clusterWith } from './support/read-objects.ts';
import { UPSTREAM_CASES, upstreamInput, upstreamOutput } from './support/upstream-cases.ts';

/** One thing that is meant to be different from what tidb-operator makes. */
interface IntendedDifference {
  readonly kind: string;
  /** Steps from the object's root; `*` stands for exactly one step, or for a part of one. */
  readonly path: string;
  /** Matches what tidb-operator writes, and what is written here; `null` where nothing is. */
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string;
}

const intended: readonly IntendedDifference[] = JSON.parse(
  readFileSync(new URL('./intended-differences.json', import.meta.url), 'utf8'),
);

const cases = UPSTREAM_CASES;

describe('what tidb-operator makes of its examples', () => {
  it('is recorded for every example', () => {
    expect(cases).toHaveLength(31);
  });

  it.each(cases)('%s: is made, too, but for the intended differences', (name) => {
    const unlisted = differencesOf(name).filter((found) => !intended.some(matches(found)));
    expect(unlisted).toEqual([]);
  });
});

describe('the intended differences', () => {
  const found = cases.flatMap(differencesOf);

  it.each(intended)('$kind $path: occurs', (difference) => {
    expect(found.filter((one) => matches(one)(difference))).not.toEqual([]);
  });

  it.each(intended)('$kind $path: names its kind and at least one field, and says why', (one) => {
    expect(one.kind).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(one.path.split(' ').some((step) => /^[A-Za-z]/.test(step))).toBe(true);
    expect(one.reason.length).toBeGreaterThan(20);
  });
});

interface FoundDifference extends Difference {
  /** Kind, and path with spaces between its steps: what a listed difference is matched with. */
  readonly text: string;
}

function differencesOf(name: string): readonly FoundDifference[] {
  const made = new Map(ours(name).map((manifest) => [keyOf(manifest), manifest]));
  const wanted = new Map(upstreamOutput(name).map((manifest) => [keyOf(manifest), manifest]));
  return [...new Set([...made.keys(), ...wanted.keys()])].flatMap((key) => {
    const kind = key.split('/', 1)[0] ?? '';
    const [before, after] = [wanted.get(key), made.get(key)];
    // An object that only one side has is one difference, not one for each field.
    if (before === undefined || after === undefined) {
      const path = [before === undefined ? '[added]' : '[removed]', key];
      return [{ path, before, after, text: `${kind} ${path.join(' ')}` }];
    }
    return differences(parsed(before), parsed(after)).map((difference) => ({
      ...difference,
      text: `${kind} ${difference.path.join(' ')}`,
    }));
  });
}

function ours(name: string): Manifest[] {
  const { manifests, monitors } = upstreamInput(name);
  const { objects } = expand([...manifests, ...monitors], clusterWith());
  return objects.slice(manifests.length + 1).map(({ manifest }) => manifest);
}

/** Namespaces do not count: upstream writes one on cluster-scoped objects, too. */
function keyOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}

/** What texts say: YAML in ConfigMaps, and flags on command lines. */
function parsed(manifest: Manifest): JsonObject {
  const { data } = manifest;
  if (manifest.kind === 'StatefulSet') return withFlags(manifest) as JsonObject;
  if (manifest.kind !== 'ConfigMap' || !isJsonObject(data)) return manifest;
  const entries = Object.entries(data).map(([key, text]) => {
    const isText = typeof text === 'string' && /\.ya?ml$/.test(key);
    return [key, isText ? (load(text.replaceAll('\t', ' ')) as JsonValue) : text];
  });
  return { ...manifest, data: Object.fromEntries(entries) };
}

/** Every `command` and `args` with flags, as a map of them: their order does not count. */
function withFlags(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withFlags);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, child]): [string, JsonValue][] => {
    if (child === undefined) return [];
    return key === 'command' || key === 'args'
      ? commandLine(key, child)
      : [[key, withFlags(child)]];
  });
  return Object.fromEntries(entries);
}

function commandLine(key: string, command: JsonValue): [string, JsonValue][] {
  const words = Array.isArray(command) ? command.map(String) : [];
  // Upstream starts Prometheus from a shell, behind a call of sed.
  const behindShell = words[0] === '/bin/sh' ? words[2]?.split(' && ')[1]?.split(' ') : undefined;
  const line = behindShell ?? words;
  const flags = line.filter((word) => word.startsWith('--'));
  if (flags.length === 0) return [[key, command]];
  const pairs = flags.map((flag) => [
    flag.replace(/=.*/, ''),
    flag.replace(/^[^=]*=?/, '') || 'set',
  ]);
  return [
    [key, line.filter((word) => !word.startsWith('--'))],
    ['shell', behindShell !== undefined],
    ['flags', Object.fromEntries(pairs)],
  ];
}

function matches(found: FoundDifference): (difference: IntendedDifference) => boolean {
  return ({ kind, path, before, after }) => {
    const pattern = `${kind} ${path}`.split('*').map(escapePattern).join('[^ ]+');
    return (
      new RegExp(`^${pattern}$`).test(found.text) &&
      says(found.before, before) &&
      says(found.after, after)
    );
  };
}

function says(value: JsonValue | undefined, pattern: string | null): boolean {
  if (value === undefined || pattern === null) return value === undefined && pattern === null;
  return new RegExp(pattern).test(typeof value === 'string' ? value : JSON.stringify(value));
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
