import type { Problem } from '../model/errors.ts';
import type { Expression } from '../model/expression.ts';
import type { Declaration } from './declaration.ts';
import { objectDeclarationKey } from './declaration.ts';

/** A target whose dependencies are being settled. */
export interface Dependent {
  readonly key: string;
  readonly name: string;
  readonly declaration: Declaration;
  /** Keys of what its own objects declare. */
  readonly declares: readonly string[];
}

export interface SettledDependencies {
  /** Names of targets, sorted. */
  readonly dependsOn: readonly string[];
  /** What makes a dependency ready, by its name, where the dependent says so itself. */
  readonly ready: ReadonlyMap<string, Expression>;
  /** Dependencies that can never be met. */
  readonly problems: readonly Problem[];
}

/** Turns what Kustomizations depend on into names of targets, for each by its key. */
export function settleDependencies(
  dependents: readonly Dependent[],
): ReadonlyMap<string, SettledDependencies> {
  const byKey = new Map(dependents.map((dependent) => [dependent.key, dependent]));
  const edges = new Map<string, readonly string[]>();
  const missing = new Map<string, Problem[]>();
  for (const dependent of dependents) {
    const keys = dependent.declaration.dependsOn.map(({ namespace, name }) =>
      objectDeclarationKey('Kustomization', namespace, name),
    );
    const known = keys.filter((key) => byKey.has(key));
    edges.set(dependent.key, reach(byKey, known, dependent.key));
    missing.set(dependent.key, missingOf(dependent, byKey));
  }
  return new Map(
    dependents.map(({ key, declaration }) => {
      const cycle = findCycle(edges, key);
      const names = (edges.get(key) ?? []).map((other) => byKey.get(other)?.name ?? other);
      const problems = missing.get(key) ?? [];
      if (cycle !== undefined) problems.push(cycleProblem(declaration, cycle, byKey));
      const ready = readyOf(declaration, byKey);
      return [key, { dependsOn: [...new Set(names)].sort(), ready, problems }];
    }),
  );
}

function readyOf(
  { dependsOn }: Declaration,
  byKey: ReadonlyMap<string, Dependent>,
): ReadonlyMap<string, Expression> {
  const expressions = dependsOn.flatMap(({ namespace, name, ready }) => {
    const other = byKey.get(objectDeclarationKey('Kustomization', namespace, name));
    return other === undefined || ready === undefined ? [] : [[other.name, ready] as const];
  });
  return new Map(expressions);
}

/**
 * The dependencies, and what those wait for among the targets they declare: a
 * Kustomization with `wait` is ready only once the Kustomizations among its own
 * objects are.
 */
function reach(
  byKey: ReadonlyMap<string, Dependent>,
  keys: readonly string[],
  self: string,
): string[] {
  const reached = new Set<string>();
  const open = [...keys];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const dependent = byKey.get(key);
    if (dependent === undefined || reached.has(key)) continue;
    reached.add(key);
    // A target that its own dependency declares cannot wait for itself.
    if (dependent.declaration.wait) open.push(...dependent.declares.filter((id) => id !== self));
  }
  return [...reached];
}

function missingOf({ declaration }: Dependent, byKey: ReadonlyMap<string, Dependent>): Problem[] {
  return declaration.dependsOn.flatMap(({ namespace, name, position }) => {
    if (byKey.has(objectDeclarationKey('Kustomization', namespace, name))) return [];
    return {
      code: 'DEPENDENCY_NOT_FOUND',
      position,
      subject: declaration.subject,
      what: `depends on Kustomization/${namespace}/${name}, which is not declared here`,
      advice: 'correct the name and namespace, or remove the dependency',
    };
  });
}

/** The shortest way from a key back to itself. */
function findCycle(
  edges: ReadonlyMap<string, readonly string[]>,
  start: string,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (const key of open) {
    for (const next of edges.get(key) ?? []) {
      if (next === start) return wayTo(cameFrom, key, start);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, key);
      open.push(next);
    }
  }
  return undefined;
}

function wayTo(
  cameFrom: ReadonlyMap<string, string>,
  last: string,
  start: string,
): readonly string[] {
  const way = [start];
  for (let key: string | undefined = last; key !== undefined && key !== start; ) {
    way.unshift(key);
    key = cameFrom.get(key);
  }
  return [start, ...way];
}

function cycleProblem(
  declaration: Declaration,
  cycle: readonly string[],
  byKey: ReadonlyMap<string, Dependent>,
): Problem {
  const way = cycle.map((key) => byKey.get(key)?.declaration.subject ?? key).join(' => ');
  return {
    code: 'DEPENDENCY_CYCLE',
    position: declaration.dependsOn[0]?.position ?? declaration.position,
    subject: declaration.subject,
    what: `waits for itself: ${way}`,
    advice: 'remove one of the dependencies',
  };
}
