// Builds the folder that is named, and tells how it went and the most memory it took.
import { build } from '../../../src/kustomize/build.ts';
import { InvalidInputError } from '../../../src/model/errors.ts';
import { openFolder } from '../../../src/source/folder-tree.ts';

async function outcome(folder: string): Promise<string> {
  const { tree, path } = await openFolder(folder);
  try {
    const built = await build(tree, path, { order: 'legacy', loadRestrictor: 'rootOnly' });
    return `built ${built.yaml().length} characters`;
  } catch (thrown) {
    if (thrown instanceof InvalidInputError) return thrown.message;
    throw thrown;
  }
}

const result = await outcome(process.argv[2] ?? '.');
const megabytes = (process.resourceUsage().maxRSS * 1024) / 1_000_000;
process.stdout.write(JSON.stringify({ outcome: result, megabytes }));
