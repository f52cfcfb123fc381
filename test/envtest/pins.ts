import type { ToolSet } from './tool-set.ts';

/**
 * The version that a go.mod requires of a module, without the leading `v`.
 * Throws where it requires none.
 */
export function pinnedVersion(goMod: string, module: string): string {
  for (const line of goMod.split('\n')) {
    const words = line
      .replace(/\/\/.*$/, '')
      .trim()
      .split(/\s+/);
    if (words[0] === 'require') words.shift();
    if (words.length === 2 && words[0] === module && words[1]?.startsWith('v')) {
      return words[1].slice(1);
    }
  }
  throw new Error(`go.mod requires no version of ${module}; add it to the require block`);
}

/** `kubernetes-1.36.3-etcd-3.6.8-linux-x64`: another pin is another folder. */
export function folderName(
  toolSet: ToolSet,
  goMod: string,
  machine: { readonly platform: string; readonly arch: string },
): string {
  const versions = toolSet.pins.map(
    ({ word, module }) => `${word}-${pinnedVersion(goMod, module)}`,
  );
  return [...versions, machine.platform, machine.arch].join('-');
}

/**
 * Linker flags. A program built from a module proxy does not know its own
 * version; kube-apiserver refuses to start, and kubectl complains, without one.
 */
export function linkerFlags(toolSet: ToolSet, goMod: string): string {
  const flags = ['-s', '-w'];
  const kubernetes = toolSet.pins.find((pin) => pin.module === 'k8s.io/kubernetes');
  if (kubernetes !== undefined) {
    const version = pinnedVersion(goMod, kubernetes.module);
    const [major, minor] = version.split('.');
    const variable = 'k8s.io/component-base/version';
    flags.push(
      `-X ${variable}.gitVersion=v${version}`,
      `-X ${variable}.gitMajor=${major}`,
      `-X ${variable}.gitMinor=${minor}`,
      `-X ${variable}.gitTreeState=clean`,
    );
  }
  return flags.join(' ');
}
