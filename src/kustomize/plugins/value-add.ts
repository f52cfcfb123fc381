import { InvalidInputError, type Problem } from '../../model/errors.ts';
import type { Origin } from '../../model/yaml/node.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { BuildError } from '../build-error.ts';
import type { Decoded } from '../decode/decoder.ts';
import { requireKind, splitPath } from '../field-spec.ts';
import { Node } from '../node.ts';
import type { ResourceList } from '../resource-list.ts';
import { selectResources } from '../select/select.ts';
import { namespaceMover } from '../transform/namespace.ts';
import { valueAddFields } from './config-fields.ts';
import type { Files } from './plugin.ts';
import { type MakePlugin, pluginKind } from './plugin-kind.ts';

type ValueAdd = Decoded<typeof valueAddFields>;
type Target = NonNullable<ValueAdd['targets']>[number];

/** Puts one value into many fields. Without a value it is the name of the kustomization's folder. */
export const valueAdd: MakePlugin = pluginKind(valueAddFields, (fields, { root }) => {
  const value = fields.value?.text.trim() || (root.split('/').at(-1) ?? '');
  const origin = fields.value?.node.origin ?? fields.origin;
  const path = fields.targetFilePath;
  const hasPath = path !== undefined && path.text !== '';
  return {
    kind: 'transformer',
    files: hasPath ? [path] : [],
    transform: (list, files) => {
      const shared = hasPath ? readTargets(files, path.text) : [];
      const targets = [...(fields.targets ?? []), ...shared];
      if (targets.length === 0) throw bad(fields.origin, 'there are no targets', 'add one');
      for (const target of targets) addTo(list, target, value, origin);
    },
  };
});

function bad(origin: Origin | undefined, what: string, advice: string): BuildError {
  return new BuildError({ code: 'BAD_VALUE_ADD', origin, what, advice });
}

function readTargets(files: Files, path: string): readonly Target[] {
  const file = files.get(path);
  if (file === undefined) return [];
  const read = readDocuments(file.bytes, file.path, { rules: 'kustomization' });
  const problems: Problem[] = read.problems.filter(({ code }) => code !== 'DUPLICATE_KEY');
  const root = read.documents[0]?.root;
  const fields = root && valueAddFields(root, { problems, strict: false });
  if (problems.length > 0) throw new InvalidInputError(problems);
  return fields?.targets ?? [];
}

function addTo(
  list: ResourceList,
  target: Target,
  value: string,
  origin: Origin | undefined,
): void {
  const path = target.fieldPath?.text ?? '';
  const position = Number(target.filePathPosition ?? 0n);
  if (path === '') throw bad(target.origin, 'a target has no fieldPath', 'add it');
  if (position < 0) throw bad(target.origin, 'the filePathPosition is negative', 'count from 1');
  const selected =
    target.selector === undefined ? list.items : selectResources(list, target.selector);
  const moveTo = namespaceMover({
    namespace: value,
    origin,
    specs: [],
    unsetOnly: false,
    subjects: 'defaultOnly',
  });
  for (const resource of selected) {
    if (path === 'metadata/namespace') {
      moveTo(resource);
    } else {
      const field = lookupCreate(resource.node, splitPath(path, '/'), origin);
      const text = position > 0 ? insertStep(field.text, position - 1, value) : value;
      field.setScalar(Node.scalar(text, origin));
    }
    resource.forgetId();
  }
  list.reindex();
}

/** The scalar at a path; what is missing is created. */
function lookupCreate(root: Node, steps: readonly string[], origin: Origin | undefined): Node {
  let node = root;
  for (const [index, step] of steps.entries()) {
    requireKind(node, 'mapping');
    let field = node.get(step);
    if (field === undefined) {
      const isLast = index === steps.length - 1;
      field = new Node(isLast ? 'scalar' : 'mapping', '', '', 'plain', [], origin);
      if (node.kind === 'mapping') node.content.push(Node.scalar(step, origin), field);
    }
    node = field;
  }
  requireKind(node, 'scalar');
  return node;
}

/** Inserts a step into a file path: `/a/b` with `x` at 1 is `/a/x/b`. */
function insertStep(path: string, position: number, step: string): string {
  const isAbsolute = path.startsWith('/');
  const steps = path.split('/').filter((each) => each !== '');
  steps.splice(Math.min(position, steps.length), 0, step);
  return (isAbsolute ? '/' : '') + steps.join('/');
}
