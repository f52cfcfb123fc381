// Builds a folder in a process of its own and tells what that took:
//   node bench/subjects/build-process.ts FOLDER
import { build, openFolder } from '../../src/cli/kustomize-package.ts';

const { tree, path } = await openFolder(process.argv[2] ?? '.');
const { yaml } = await build(tree, path);
const characters = yaml().length;
// CPU time does not depend on what else the machine does.
const { user, system } = process.cpuUsage();
const milliseconds = (user + system) / 1000;
// In kibibytes, since the process began.
const megabytes = (process.resourceUsage().maxRSS * 1024) / 1_000_000;
process.stdout.write(`${JSON.stringify({ milliseconds, megabytes, characters })}\n`);
