import type { Text } from '../decode/decoder.ts';
import type { ConfigMapGenerator, Kustomization } from '../kustomization.ts';

/** The files that a kustomization names besides its resources, in order, each path once. */
export function referencedFiles(kustomization: Kustomization): Text[] {
  const entries: (Text | undefined)[] = [
    kustomization.openapi?.get('path'),
    ...(kustomization.configurations ?? []),
    ...(kustomization.crds ?? []),
    ...(kustomization.patchesStrategicMerge ?? []).filter(isPath),
    ...(kustomization.patches ?? []).map((patch) => patch.path),
    ...(kustomization.patchesJson6902 ?? []).map((patch) => patch.path),
    ...(kustomization.replacements ?? []).map((replacement) => replacement.path),
    ...(kustomization.configMapGenerator ?? []).flatMap(generatorFiles),
    ...(kustomization.secretGenerator ?? []).flatMap(generatorFiles),
  ];
  const files = new Map<string, Text>();
  for (const entry of entries) {
    if (entry !== undefined && entry.text !== '' && !files.has(entry.text)) {
      files.set(entry.text, entry);
    }
  }
  return [...files.values()];
}

/** The files that a generator reads. */
export function generatorFiles(generator: ConfigMapGenerator): Text[] {
  const { files = [], envs = [], env } = generator;
  const sources = [...files.map(fileSource), ...envs, env];
  return sources.filter((source): source is Text => source !== undefined && source.text !== '');
}

/** `key=path` names a file by its path. Malformed sources are reported when they are used. */
function fileSource(source: Text): Text | undefined {
  const parts = source.text.split('=');
  if (parts.length > 2 || parts.some((part) => part === '')) return undefined;
  return { text: parts[1] ?? source.text, node: source.node };
}

/** An entry of `patchesStrategicMerge` is a path, or the patch itself. */
export function isPath({ text }: Text): boolean {
  return !/[\n{]|:\s/.test(text);
}
