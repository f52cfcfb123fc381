import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/kustomize/budget.ts';
import { DEFAULT_BUILD_LIMITS } from '../../src/kustomize/limits.ts';
import { Resource } from '../../src/kustomize/resource.ts';
import { effectiveNamespace, type Scopes } from '../../src/kustomize/resource-id.ts';
import { ResourceList } from '../../src/kustomize/resource-list.ts';
import { nodeOfJson } from './node-of-json.ts';

const SCOPES: Scopes = { isClusterScoped: (_, kind) => kind === 'Node', version: 0 };

function resourceOf(kind: string, name: string, namespace: string): Resource {
  const metadata = namespace === '' ? { name } : { name, namespace };
  return new Resource(nodeOfJson({ apiVersion: 'v1', kind, metadata }));
}

type Id = Resource['id'];

function isSame(a: Id, b: Id): boolean {
  return (
    a.kind === b.kind &&
    a.name === b.name &&
    effectiveNamespace({ ...a, isClusterScoped: a.kind === 'Node' }) ===
      effectiveNamespace({ ...b, isClusterScoped: b.kind === 'Node' })
  );
}

/** What the list finds, and what a look at each of its objects finds. */
function found(list: ResourceList, question: string, asked: Resource): [unknown, unknown] {
  const { items } = list;
  const { id } = asked;
  const alike = items.filter((each) => isSame(each.id, id));
  switch (question) {
    case 'withId':
      return [list.withId(id), alike];
    case 'firstLike':
      return [list.firstLike(asked), alike[0]];
    case 'hasSharedIds':
      return [
        list.hasSharedIds,
        items.some((a, at) => items.some((b, other) => at < other && isSame(a.id, b.id))),
      ];
    case 'named':
      return [
        list.named(id.name),
        items.filter((each) => [each.id.name, each.originalId.name].includes(id.name)),
      ];
    default:
      return [
        list.everWithId(id),
        items.filter((each) => [each.id, ...each.notes.previousIds].some((had) => isSame(had, id))),
      ];
  }
}

/** Objects by their places: two of them may look alike. */
function placesIn(list: ResourceList, answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map((each) => placesIn(list, each));
  return answer instanceof Resource ? list.items.indexOf(answer) : answer;
}

const name = fc.constantFrom('a', 'b');
const namespace = fc.constantFrom('', 'default', 'x');
const object = fc.tuple(fc.constantFrom('Pod', 'Node'), name, namespace);
const at = fc.nat(9);
const remember = fc.boolean();

/** What happens to a list between two questions; `update` tells it what it has to be told. */
const change = fc.oneof(
  object.map((each) => (list: ResourceList) => list.push(resourceOf(...each))),
  fc.tuple(at, object).map(([index, each]) => (list: ResourceList) => {
    list.replace(itemAt(list, index), resourceOf(...each));
  }),
  {
    weight: 3,
    arbitrary: fc.tuple(at, name, remember).map(([index, text, remembers]) => {
      return (list: ResourceList) => update(list, index, remembers, (item) => item.setName(text));
    }),
  },
  fc.tuple(at, namespace, remember).map(([index, text, remembers]) => (list: ResourceList) => {
    update(list, index, remembers, (item) => item.setNamespace(text));
  }),
);
const question = fc
  .tuple(fc.constantFrom('withId', 'firstLike', 'hasSharedIds', 'named', 'everWithId'), object)
  .map(([what, each]) => (list: ResourceList) => {
    const [actual, expected] = found(list, what, resourceOf(...each));
    expect(placesIn(list, actual)).toEqual(placesIn(list, expected));
  });

function itemAt(list: ResourceList, index: number): Resource {
  const item = list.items[index % list.size];
  if (item === undefined) throw new Error('a list that is asked for an item has one');
  return item;
}

function update(
  list: ResourceList,
  index: number,
  remembers: boolean,
  edit: (item: Resource) => void,
): void {
  const item = itemAt(list, index);
  if (remembers) item.rememberId();
  edit(item);
  list.update(item);
}

describe('the list of the objects of a build', () => {
  it('finds what a look at every object finds, whatever was changed and asked before', () => {
    const objects = fc.array(object, { minLength: 1, maxLength: 3 });
    const steps = fc.array(fc.oneof(change, question), { minLength: 6, maxLength: 20 });
    fc.assert(
      fc.property(objects, steps, (given, run) => {
        const list = new ResourceList(new Budget(DEFAULT_BUILD_LIMITS, () => 0), SCOPES);
        for (const each of given) list.push(resourceOf(...each));
        for (const step of run) step(list);
      }),
      { numRuns: 500 },
    );
  });
});
