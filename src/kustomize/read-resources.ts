import type { YamlDocument } from '../model/yaml/node.ts';
import { isDivided } from '../model/yaml/read-documents.ts';
import type { Budget } from './budget.ts';
import { BuildError } from './build-error.ts';
import { jsonCopy } from './json-copy.ts';
import type { Node } from './node.ts';
import { nodeOfDocument } from './node-of-document.ts';
import { Resource } from './resource.ts';

/** The objects of documents, copied for building. The items of lists (`kind: …List`) come after all others. */
export function readResources(documents: readonly YamlDocument[], budget: Budget): Resource[] {
  const queue = documents.map((document) => nodeOfDocument(document, budget));
  const whole = wholeList(documents, queue);
  if (whole !== undefined) queue.splice(0, 1, ...whole);
  const resources: Resource[] = [];
  for (const node of queue) {
    if (node.isEmpty) continue;
    requireIdentity(node);
    const items = listItems(node);
    if (items === undefined) resources.push(Resource.read(node));
    else queue.push(...items.map(jsonCopy));
  }
  return resources;
}

/** The items of a list that is all there is in its file: kustomize's reader takes them as they are. */
function wholeList(
  [document]: readonly YamlDocument[],
  [root]: readonly Node[],
): readonly Node[] | undefined {
  const kind = root?.get('kind')?.text;
  if (document === undefined || root === undefined) return undefined;
  if (kind !== 'List' && kind !== 'ResourceList') return undefined;
  return isDivided(document.source) ? undefined : listItems(root);
}

/** The items of a list; `undefined` for what is no list. */
function listItems(node: Node): readonly Node[] | undefined {
  if (!(node.get('kind')?.text ?? '').endsWith('List')) return undefined;
  const items = node.get('items');
  if (items === undefined) return undefined;
  if (items.isNull) return [];
  if (items.kind === 'sequence') return items.content;
  throw new BuildError({
    code: 'BAD_LIST',
    origin: items.origin,
    what: 'the items are no list',
    advice: 'make them a list',
  });
}

/** Throws where something is no object: without a kind, or without a name. */
export function requireIdentity(node: Node): void {
  if (node.kind !== 'mapping') throw notAnObject(node, 'this is no object', 'write a mapping');
  const kind = node.get('kind')?.value ?? '';
  if (kind === '') throw notAnObject(node, 'the object has no kind', 'set kind');
  if (kind.endsWith('List')) return;
  const name = node.get('metadata')?.get('name');
  if (name === undefined || name.isEmpty || name.text === '') {
    const generated = node.get('metadata')?.get('generateName') !== undefined;
    const advice = generated ? 'set metadata.name beside generateName' : 'set metadata.name';
    throw notAnObject(node, `the ${kind} has no metadata.name`, advice);
  }
}

function notAnObject(node: Node, what: string, advice: string): BuildError {
  return new BuildError({ code: 'NOT_AN_OBJECT', origin: node.origin, what, advice });
}
