import { emitStyled } from './emit/styled-emitter.ts';
import type { LoadedTarget } from './load/loaded.ts';
import { joinPath } from './load/paths.ts';
import { Node } from './node.ts';
import type { Resource } from './resource.ts';

export const ORIGIN = 'config.kubernetes.io/origin';
export const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations';

/** What made or changed an object, as the annotations that `buildMetadata` asks for tell it. */
export interface OriginNote {
  /** The file of a resource, relative to the folder that is built. */
  readonly path?: string;
  /** The file that configures a generator or transformer. */
  readonly configuredIn?: string;
  readonly configuredBy?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name?: string;
    readonly namespace?: string;
  };
}

/** `folder` and `path` joined, as origins name files. */
export function originPath(folder: string, path: string): string {
  return joinPath(folder === '' ? '.' : folder, path);
}

/** The note of a generator or transformer that a field of a kustomization configures. */
export function builtInNote(
  { file }: Pick<LoadedTarget, 'file'>,
  folder: string,
  kind: string,
): OriginNote {
  const name = file.split('/').at(-1) ?? '';
  return {
    configuredIn: originPath(folder, name),
    configuredBy: { apiVersion: 'builtin', kind },
  };
}

/** Who configured a plugin of the kustomization in `folder`: the object, and the file it was read from. */
export function pluginNote(config: Resource, folder: string): OriginNote | undefined {
  const { origin } = config.notes;
  if (origin === undefined) return undefined;
  const { name, namespace } = config;
  return {
    ...(origin.path === undefined ? {} : { configuredIn: originPath(folder, origin.path) }),
    configuredBy: {
      apiVersion: config.node.get('apiVersion')?.text ?? '',
      kind: config.kind,
      ...(name === '' ? {} : { name }),
      ...(namespace === '' ? {} : { namespace }),
    },
  };
}

export function formatOrigin(note: OriginNote): string {
  return emitStyled(toNode({ ...note }));
}

export function formatTransformations(notes: readonly OriginNote[]): string {
  return emitStyled(
    Node.sequence(
      notes.map((note) => toNode({ ...note })),
      undefined,
    ),
  );
}

interface Tree {
  readonly [key: string]: string | Tree | undefined;
}

function toNode(value: string | Tree): Node {
  if (typeof value === 'string') return Node.string(value, undefined);
  const node = Node.mapping(undefined);
  for (const [key, child] of Object.entries(value)) {
    if (child !== undefined) node.set(key, toNode(child));
  }
  return node;
}
