import type { Problem } from '../model/errors.ts';
import { compareText } from '../model/object-id.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import { adoptField, type Workspace } from './adopt-field.ts';
import type { AdoptedField, Adoption, AdoptionInput, EditedFile } from './adoption.ts';
import { removalsLast } from './list-places.ts';
import { isSameObject, type Renamed } from './renamed-object.ts';
import { openSourceFile } from './source-file.ts';

/**
 * Writes live values into the files that the wanted ones come from, one field
 * after the other: each by the smallest edit after which all targets render as
 * before, but for what drifted. What no edit does is refused. Does no I/O but
 * through `tree` and `render`; nothing is written anywhere.
 */
export async function adoptDrift({ tree, drift, render }: AdoptionInput): Promise<Adoption> {
  if (drift.length === 0) return { files: [], adopted: [], refused: [] };
  let edited: ReadonlyMap<string, string> = new Map();
  const unedited = await render(edited);
  let rendering = unedited;
  const adopted: AdoptedField[] = [];
  const refused: Problem[] = [];
  for (const { target, folder, fields } of drift) {
    let pending = removalsLast(fields);
    let renames: readonly Renamed[] = [];
    const done: AdoptedField[] = [];
    while (pending.length > 0) {
      const state = { edited, rendering, unedited, renames };
      const workspace: Workspace = { tree, render, target, folder, ...state };
      const result = await adoptField(pending, workspace);
      refused.push(...result.refused);
      done.push(...result.adopted);
      if (result.edit !== undefined) ({ edited, rendering, renames } = result.edit);
      pending = result.pending;
    }
    adopted.push(...done.map((field) => withLastName(field, renames)));
  }
  return { files: await editedFiles(tree, edited), adopted, refused };
}

/** An object that several edits rename has its last name once all are applied. */
function withLastName(field: AdoptedField, renames: readonly Renamed[]): AdoptedField {
  if (field.renamed === undefined) return field;
  const last = renames.find(({ from }) => isSameObject(from, field.id));
  return { ...field, renamed: last ?? field.renamed };
}

async function editedFiles(
  tree: FileTree,
  edited: ReadonlyMap<string, string>,
): Promise<readonly EditedFile[]> {
  const files: EditedFile[] = [];
  for (const path of [...edited.keys()].sort(compareText)) {
    const file = await openSourceFile(tree, new Map(), path);
    const before = file?.written(file.text) ?? '';
    files.push({ path, before, after: edited.get(path) ?? '' });
  }
  return files;
}
