import { gunzipSync, gzipSync } from 'node:zlib';
import { TidewatchError } from './errors.ts';
import { inventoryLabel, inventoryName } from './identity.ts';
import { type Manifest, valueAt } from './manifest.ts';
import { compareObjectIds, type ObjectId } from './object-id.ts';

/** One object that a target has made or taken over. */
export interface InventoryEntry {
  readonly id: ObjectId;
  /** The version it was applied with: `v1`, `v1beta1`. */
  readonly version: string;
  /** `undefined` between the record and the first write. */
  readonly uid: string | undefined;
  /** Whether it existed before the target came: some kinds are then never pruned. */
  readonly adopted: boolean;
}

/** What a target has on the cluster. */
export interface Inventory {
  readonly target: string;
  /** The revision of the last apply that ended well; empty before the first. */
  readonly revision: string;
  /** By group, kind, namespace and name. */
  readonly entries: readonly InventoryEntry[];
  /**
   * Hooks for the end of the target: by then Git does not have them any more.
   * Absent where there are none.
   */
  readonly deleteHooks?: readonly Manifest[];
  /** Whether the target has, or had, hooks: then the ledger may know of runs that have not ended. */
  readonly hasHooks?: boolean;
}

/** An inventory on the cluster that cannot be read, or one that cannot be stored. */
export class InventoryError extends TidewatchError {
  override readonly code: 'INVENTORY_UNREADABLE' | 'INVENTORY_TOO_LARGE';

  constructor(code: InventoryError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Beyond this many bytes the entries are compressed; the API server takes 1 MiB at most. */
const plainLimit = 256 * 1024;
const compressedLimit = 700 * 1024;

const hooksKey = 'deleteHooks.json';
const hasHooksKey = 'hasHooks';

export function emptyInventory(target: string): Inventory {
  return { target, revision: '', entries: [] };
}

/**
 * The ConfigMap that stores an inventory. One line per object:
 * `<namespace>_<name>_<group>_<kind> <version> <uid or -> [adopted]`.
 * Throws `InventoryError` beyond some ten thousands of objects.
 */
export function encodeInventory(inventory: Inventory, namespace: string): Manifest {
  const entries = inventory.entries.toSorted((a, b) => compareObjectIds(a.id, b.id));
  const text = entries.map(encodeEntry).join('\n');
  const metadata = {
    name: inventoryName(inventory.target),
    namespace,
    labels: { [inventoryLabel]: inventory.target, 'app.kubernetes.io/managed-by': 'tidewatch' },
  };
  const base = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
  const { revision, deleteHooks = [], hasHooks = false } = inventory;
  const hooks = {
    ...(deleteHooks.length === 0 ? {} : { [hooksKey]: JSON.stringify(deleteHooks) }),
    ...(hasHooks ? { [hasHooksKey]: 'true' } : {}),
  };
  if (text.length <= plainLimit) return { ...base, data: { revision, entries: text, ...hooks } };
  const compressed = gzipSync(text).toString('base64');
  if (compressed.length > compressedLimit) {
    throw new InventoryError(
      'INVENTORY_TOO_LARGE',
      `ConfigMap/${namespace}/${metadata.name}: ${entries.length} objects do not fit into one ConfigMap; split the target ${inventory.target} into several`,
    );
  }
  return { ...base, data: { revision, ...hooks }, binaryData: { 'entries.gz': compressed } };
}

/** The inventory in a ConfigMap. Throws `InventoryError` when it is not one of ours. */
export function decodeInventory(configMap: Manifest): Inventory {
  const target = configMap.metadata.labels?.[inventoryLabel];
  const text = entriesText(configMap);
  if (target === undefined || text === undefined)
    throw unreadable(configMap, 'it holds no entries');
  const entries = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const entry = decodeEntry(line);
      if (entry === undefined) throw unreadable(configMap, `the entry "${line}" has another form`);
      return entry;
    });
  const revision = textField(configMap, 'data', 'revision') ?? '';
  const deleteHooks = decodeHooks(configMap);
  return {
    target,
    revision,
    entries,
    ...(deleteHooks.length === 0 ? {} : { deleteHooks }),
    ...(textField(configMap, 'data', hasHooksKey) === 'true' ? { hasHooks: true } : {}),
  };
}

function decodeHooks(configMap: Manifest): readonly Manifest[] {
  const text = textField(configMap, 'data', hooksKey);
  if (text === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed as readonly Manifest[];
  } catch {
    // Told below: what is no JSON is no list either.
  }
  throw unreadable(configMap, `${hooksKey} is not a list of objects`);
}

function entriesText(configMap: Manifest): string | undefined {
  const compressed = textField(configMap, 'binaryData', 'entries.gz');
  if (compressed === undefined) return textField(configMap, 'data', 'entries');
  try {
    return gunzipSync(Buffer.from(compressed, 'base64')).toString('utf8');
  } catch {
    throw unreadable(configMap, 'entries.gz is not compressed text');
  }
}

function textField(
  configMap: Manifest,
  field: 'data' | 'binaryData',
  key: string,
): string | undefined {
  const value = valueAt(configMap, [field, key]);
  return typeof value === 'string' ? value : undefined;
}

function unreadable({ metadata }: Manifest, why: string): InventoryError {
  return new InventoryError(
    'INVENTORY_UNREADABLE',
    `ConfigMap/${metadata.namespace ?? ''}/${metadata.name}: not a readable inventory: ${why}; restore it, or delete it to start from what is in Git (what left Git before is then not pruned)`,
  );
}

function encodeEntry({ id, version, uid, adopted }: InventoryEntry): string {
  // Names of RBAC objects may hold nearly anything. `:` becomes `__` as Flux
  // writes it; `%` stands in no name, so escaping the rest keeps all apart.
  const name = id.name
    .replace(/[^A-Za-z0-9.:-]/gu, (sign) => (sign === '_' ? '%5F' : encodeURIComponent(sign)))
    .replaceAll(':', '__');
  const parts = [`${id.namespace}_${name}_${id.group}_${id.kind}`, version, uid ?? '-'];
  return [...parts, ...(adopted ? ['adopted'] : [])].join(' ');
}

function decodeEntry(line: string): InventoryEntry | undefined {
  const match =
    /^([^_ ]*)_([^ ]+)_([^_ ]*)_([^_ ]+) ([^ ]+) ([^ ]+)( adopted)?$/.exec(line) ?? undefined;
  // A `%` that escapes nothing is not ours.
  if (match === undefined || /%(?![0-9A-F]{2})/.test(line)) return undefined;
  const [, namespace = '', name = '', group = '', kind = '', version = '', uid = '-'] = match;
  return {
    id: { namespace, name: decodeURIComponent(name.replaceAll('__', ':')), group, kind },
    version,
    uid: uid === '-' ? undefined : uid,
    adopted: match[7] !== undefined,
  };
}
