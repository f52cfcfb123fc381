import type { Problem } from '../model/errors.ts';
import { compareText } from '../model/object-id.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import { adoptField, type FieldResult, type Workspace } from './adopt-field.ts';
import type { AdoptedField, Adoption, AdoptionInput, EditedFile } from './adoption.ts';
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
  let rendering = await render(edited);
  const adopted: AdoptedField[] = [];
  const refused: Problem[] = [];
  for (const { target, folder, fields } of drift) {
    let pending = fields;
    while (pending.length > 0) {
      const workspace: Workspace = { tree, edited, rendering, render, target, folder };
      const result = await adoptField(pending, workspace);
      take(result);
      pending = result.pending;
    }
  }
  return { files: await editedFiles(tree, edited), adopted, refused };

  function take(result: FieldResult): void {
    refused.push(...result.refused);
    adopted.push(...result.adopted);
    if (result.edit !== undefined) ({ edited, rendering } = result.edit);
  }
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
