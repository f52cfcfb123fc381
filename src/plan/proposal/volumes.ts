import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import type { ProposedChange, ProposedVolumeChange } from './proposed-change.ts';

const kept = 'is not deleted: data is kept unless somebody says otherwise';

/** What changes do to data: claims, volumes, and the claims that StatefulSets make. */
export function volumeChangesOf(
  changes: readonly ProposedChange[],
): readonly ProposedVolumeChange[] {
  return changes.flatMap((change) => {
    switch (`${change.id.group}/${change.id.kind}`) {
      case '/PersistentVolumeClaim':
      case '/PersistentVolume':
        return claim(change);
      case 'apps/StatefulSet':
        return templates(change);
      default:
        return [];
    }
  });
}

function claim({ id, action, before, after }: ProposedChange): readonly ProposedVolumeChange[] {
  if (action === 'create') return [{ id, what: 'is made' }];
  if (action === 'delete') return [{ id, what: kept }];
  const [old, now] = [sizeOf(before?.spec), sizeOf(after?.spec)];
  return [{ id, what: old === now ? 'changes' : `grows from ${old} to ${now}` }];
}

/** A StatefulSet's claims by the name of their template. */
function templates({ id, before, after }: ProposedChange): readonly ProposedVolumeChange[] {
  const [old, now] = [templatesOf(before), templatesOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    if (jsonEquals(was, is)) return [];
    if (was === undefined) return [{ id, what: `claims ${name} of ${sizeOf(is?.spec)} are made` }];
    if (is === undefined) return [{ id, what: `its claims ${name} and their data are kept` }];
    const [from, to] = [sizeOf(was.spec), sizeOf(is.spec)];
    const what =
      from === to ? `claims ${name} change` : `claims ${name} grow from ${from} to ${to}`;
    return [{ id, what }];
  });
}

function templatesOf(object: JsonObject | undefined): ReadonlyMap<string, JsonObject> {
  const spec = object?.spec;
  const list = isJsonObject(spec) ? spec.volumeClaimTemplates : undefined;
  const items = Array.isArray(list) ? list.filter(isJsonObject) : [];
  return new Map(
    items.map((item) => {
      const name = isJsonObject(item.metadata) ? item.metadata.name : undefined;
      return [String(name ?? ''), item] as const;
    }),
  );
}

function sizeOf(spec: JsonValue | undefined): string {
  if (!isJsonObject(spec)) return 'no size';
  const { resources, capacity } = spec;
  const requests = isJsonObject(resources) ? resources.requests : capacity;
  const storage = isJsonObject(requests) ? requests.storage : undefined;
  return storage === undefined ? 'no size' : String(storage);
}
