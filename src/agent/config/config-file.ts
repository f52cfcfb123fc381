import { didYouMean } from '../../model/did-you-mean.ts';
import { InvalidInputError, messageOf, type Problem } from '../../model/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { type FieldPath, formatFieldPath, type Provenance } from '../../model/manifest.ts';
import { provenanceOf } from '../../model/yaml/provenance.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { toJson } from '../../model/yaml/to-json.ts';
import { agentSettings, repositorySettings, type Settings } from './settings.ts';

/** A configuration file, read. */
export interface ConfigFile {
  readonly values: JsonObject;
  readonly provenance: Provenance;
}

/** Reads a file. Throws whatever its cause, such as Node's `ENOENT`. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/** Throws `InvalidInputError` for a file that cannot be read or is no YAML mapping. */
export async function readConfigFile(path: string, readFile: ReadFile): Promise<ConfigFile> {
  const { documents, problems } = readDocuments(await bytesOf(path, readFile), path, {
    rules: 'kubernetes',
  });
  const found: Problem[] = [...problems];
  const [document] = documents;
  if (document === undefined) {
    if (found.length > 0) throw new InvalidInputError(found);
    return { values: {}, provenance: { object: undefined, field: () => undefined } };
  }
  const values = toJson(document.root, 'kubernetes', found);
  const provenance = provenanceOf(document.root);
  if (!isJsonObject(values)) {
    const what = 'the configuration is not a mapping of keys to values';
    found.push(fileProblem(provenance, [], what, 'write keys such as repositories: and once:'));
  }
  if (documents.length > 1) {
    const what = 'the file holds more than one document';
    found.push(fileProblem(provenance, [], what, 'write everything in one'));
  }
  if (found.length > 0 || !isJsonObject(values)) throw new InvalidInputError(found);
  return { values, provenance };
}

async function bytesOf(path: string, readFile: ReadFile): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const problem = {
      code: 'CONFIG_UNREADABLE',
      position: undefined,
      subject: path,
      what: `the configuration file cannot be read (${messageOf(cause)})`,
      advice: 'correct --config or the permissions of the file',
    };
    throw new InvalidInputError([problem], { cause });
  }
}

export function fileProblem(
  provenance: Provenance,
  path: FieldPath,
  what: string,
  advice: string,
): Problem {
  const position = provenance.field(path);
  return { code: 'INVALID_SETTING', position, subject: undefined, what, advice };
}

/** Every key of a file that is no setting. */
export function unknownKeys(file: ConfigFile): Problem[] {
  const top = unknownIn(file, [], file.values, agentSettings, ['repositories']);
  const repositories = repositoriesOf(file).flatMap((repository, index) =>
    isJsonObject(repository)
      ? unknownIn(file, ['repositories', index], repository, repositorySettings, [])
      : [],
  );
  return [...top, ...repositories];
}

/** The list of repositories; whether its items are objects is checked where they are read. */
export function repositoriesOf({ values }: ConfigFile): readonly JsonValue[] {
  return Array.isArray(values.repositories) ? values.repositories : [];
}

function unknownIn(
  file: ConfigFile,
  path: FieldPath,
  object: JsonObject,
  settings: Settings,
  more: readonly string[],
): Problem[] {
  const keys = Object.values(settings).map(({ key }) => key);
  const first = new Set([...more, ...keys.map((key) => key.split('.', 1)[0] ?? key)]);
  return Object.entries(object).flatMap(([name, value]) => {
    const at = [...path, name];
    if (!first.has(name)) return [unknownKey(file, at, first)];
    const inner = keys.flatMap((key) =>
      key.startsWith(`${name}.`) ? [key.slice(name.length + 1)] : [],
    );
    if (inner.length === 0 || !isJsonObject(value)) return [];
    return Object.keys(value)
      .filter((key) => !inner.includes(key))
      .map((key) => unknownKey(file, [...at, key], inner));
  });
}

function unknownKey({ provenance }: ConfigFile, path: FieldPath, known: Iterable<string>): Problem {
  const advice = didYouMean(String(path.at(-1)), known, 'remove it');
  return fileProblem(provenance, path, `${formatFieldPath(path)} is not a known key`, advice);
}
