import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtFolders, goldenFile, root, withoutDefinitions } from './manifest-goldens.ts';

// Writes what the real kustomize, the only argument, makes of our manifests.
const [kustomize] = process.argv.slice(2);
if (kustomize === undefined) throw new Error('name the kustomize binary');
for (const folder of builtFolders) {
  const output = execFileSync(kustomize, ['build', join(root, folder)], { encoding: 'utf8' });
  writeFileSync(goldenFile(folder), withoutDefinitions(output));
  console.log(goldenFile(folder));
}
