import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { fieldOf, objectsIn, type VolumeSources } from './pod-volumes.ts';

/** What a container runs: words and environment, as a kubelet hands them to the runtime. */
export interface ContainerProcess {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Resolves a container's environment, and the variables in its command and arguments. */
export async function containerProcess(
  pod: Manifest,
  container: JsonObject,
  entrypoint: readonly string[],
  sources: VolumeSources,
): Promise<ContainerProcess> {
  const environment: Record<string, string> = {};
  for (const entry of objectsIn(container.env)) {
    const given =
      typeof entry.value === 'string'
        ? expand(entry.value, environment)
        : await valueFrom(pod, entry.valueFrom, sources);
    environment[String(entry.name)] = given;
  }
  const command = textsIn(container.command);
  const words = [...(command.length === 0 ? entrypoint : command), ...textsIn(container.args)];
  return { words: words.map((word) => expand(word, environment)), environment };
}

async function valueFrom(
  pod: Manifest,
  source: JsonValue | undefined,
  sources: VolumeSources,
): Promise<string> {
  if (!isJsonObject(source)) return '';
  if (isJsonObject(source.secretKeyRef)) {
    const { name, key } = source.secretKeyRef;
    const value = (await sources.valuesOf('Secret', String(name))).get(String(key));
    if (value === undefined) throw new Error(`Secret/${name} has no key ${key}`);
    return value.toString('utf8');
  }
  return fieldOf(pod, source.fieldRef);
}

/** `$(NAME)` is a variable's value; `$$(NAME)` and unknown names stay, without one dollar. */
function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\$|\(([^)]+)\))/g, (match, name: string | undefined) =>
    name === undefined ? '$' : (environment[name] ?? match),
  );
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
