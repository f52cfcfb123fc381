import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeInventory,
  encodeInventory,
  type Inventory,
  type InventoryEntry,
  InventoryError,
} from '../../src/model/inventory.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { compareObjectIds, objectKey } from '../../src/model/object-id.ts';

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/);
const entry: fc.Arbitrary<InventoryEntry> = fc.record({
  id: fc.record({
    group: fc.oneof(fc.constant(''), fc.constant('apps'), fc.constant('rbac.authorization.k8s.io')),
    kind: fc.stringMatching(/^[A-Z][A-Za-z]{0,20}$/),
    namespace: fc.oneof(fc.constant(''), label),
    // What the API server takes for the name of an RBAC object.
    name: fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((name) => !/^\.\.?$|[/%]/.test(name)),
  }),
  version: fc.constantFrom('v1', 'v1beta1', 'v2alpha3'),
  uid: fc.option(fc.uuid(), { nil: undefined }),
  adopted: fc.boolean(),
});

function sorted(inventory: Inventory): Inventory {
  const entries = inventory.entries.toSorted((a, b) => compareObjectIds(a.id, b.id));
  return { ...inventory, entries };
}

function inventoryOf(entries: readonly InventoryEntry[]): Inventory {
  return { target: 'production', revision: 'main@sha1:1', entries };
}

function bigInventory(size: number): Inventory {
  const entries = Array.from({ length: size }, (_, index) => ({
    id: { group: '', kind: 'ConfigMap', namespace: 'monitoring', name: `dashboard-${index}` },
    version: 'v1',
    uid: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    adopted: false,
  }));
  return inventoryOf(entries);
}

describe('an inventory in a ConfigMap', () => {
  it('comes back as it was, whatever the names', () => {
    const unique = fc.uniqueArray(entry, { selector: ({ id }) => objectKey(id), maxLength: 20 });
    fc.assert(
      fc.property(unique, (entries) => {
        const inventory = inventoryOf(entries);
        expect(decodeInventory(encodeInventory(inventory, 'agent'))).toEqual(sorted(inventory));
      }),
    );
  });

  it('is one line for each object, in the form Flux uses', () => {
    const rbac = 'rbac.authorization.k8s.io';
    const inventory = inventoryOf([
      {
        id: { group: '', kind: 'Secret', namespace: 'web', name: 'tls' },
        version: 'v1',
        uid: 'u2',
        adopted: true,
      },
      {
        id: { group: rbac, kind: 'ClusterRole', namespace: '', name: 'system:a_b' },
        version: 'v1',
        uid: undefined,
        adopted: false,
      },
    ]);
    expect(encodeInventory(inventory, 'agent')).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'tidewatch-inventory-production',
        namespace: 'agent',
        labels: {
          'tidewatch.dev/inventory': 'production',
          'app.kubernetes.io/managed-by': 'tidewatch',
        },
      },
      data: {
        revision: 'main@sha1:1',
        entries:
          'web_tls__Secret v1 u2 adopted\n_system__a%5Fb_rbac.authorization.k8s.io_ClusterRole v1 -',
      },
    });
  });

  it('is compressed when there are thousands of objects, and fits into an object', () => {
    const inventory = bigInventory(10_000);
    const stored = encodeInventory(inventory, 'agent');
    expect(stored.data).toEqual({ revision: 'main@sha1:1' });
    expect(JSON.stringify(stored).length).toBeLessThan(1024 * 1024);
    expect(decodeInventory(stored)).toEqual(sorted(inventory));
  });

  it('says so when it cannot fit', () => {
    const random = bigInventory(40_000);
    const entries = random.entries.map((one, index) => ({
      ...one,
      // Nothing that compresses.
      uid: crypto.randomUUID() + index,
    }));
    expect(() => encodeInventory({ ...random, entries }, 'agent')).toThrow(
      new InventoryError(
        'INVENTORY_TOO_LARGE',
        'ConfigMap/agent/tidewatch-inventory-production: 40000 objects do not fit into one ConfigMap; split the target production into several',
      ),
    );
  });

  const stored = encodeInventory(bigInventory(1), 'agent');
  it.each<[string, Manifest, string]>([
    ['has lost its entries', { ...stored, data: {} }, 'it holds no entries'],
    [
      'has lost its label',
      { ...stored, metadata: { ...stored.metadata, labels: {} } },
      'it holds no entries',
    ],
    [
      'has been edited',
      { ...stored, data: { entries: 'what?' } },
      'the entry "what?" has another form',
    ],
    [
      'holds a name that is not escaped as ours are',
      { ...stored, data: { entries: 'a_b%zz__Secret v1 -' } },
      'the entry "a_b%zz__Secret v1 -" has another form',
    ],
    [
      'has broken compressed entries',
      { ...stored, binaryData: { 'entries.gz': 'AAAA' } },
      'entries.gz is not compressed text',
    ],
  ])('is refused when it %s, with what to do', (_what, configMap, why) => {
    expect(() => decodeInventory(configMap)).toThrow(
      `ConfigMap/agent/tidewatch-inventory-production: not a readable inventory: ${why}; restore it, or delete it to start from what is in Git (what left Git before is then not pruned)`,
    );
  });
});
