import { randomBytes, randomUUID } from 'node:crypto';
import type { RunningControllers } from './controllers/run-controllers.ts';
import { startControllers } from './controllers/start-controllers.ts';
import { serveDefinitions } from './crd/serve-definitions.ts';
import { builtinTypes } from './kinds/builtin-types.ts';
import type { EmbeddedClusterOptions } from './options.ts';
import { createInitialObjects } from './registry/initial-objects.ts';
import type { Registry } from './registry/registry.ts';
import { Store } from './registry/store.ts';
import { TypeCatalog } from './registry/type-catalog.ts';

const WATCH_HISTORY = 20_000;
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

function newSuffix(): string {
  return [...randomBytes(5)].map((byte) => SUFFIX_LETTERS[byte % SUFFIX_LETTERS.length]).join('');
}

function createRegistry({ clock, watchHistory }: EmbeddedClusterOptions): Registry {
  const types = new TypeCatalog();
  for (const type of builtinTypes()) types.add(type);
  return {
    store: new Store(watchHistory ?? WATCH_HISTORY),
    types,
    clock,
    newUid: () => randomUUID(),
    newSuffix,
  };
}

/** All of a cluster but the server in front of it. */
export function startRegistry(options: EmbeddedClusterOptions): {
  readonly registry: Registry;
  readonly controllers: RunningControllers;
} {
  const registry = createRegistry(options);
  serveDefinitions(registry);
  const withControllers = options.controllers !== false;
  const controllers = startControllers(
    registry,
    withControllers ? { startup: options.podStartup ?? 0, outcome: options.podOutcome } : undefined,
  );
  createInitialObjects(registry, withControllers);
  return { registry, controllers };
}
