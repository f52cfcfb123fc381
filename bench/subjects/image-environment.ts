/** The environment that a Dockerfile gives its last stage: one `ENV NAME=value` a line. */
export function imageEnvironment(dockerfile: string): Record<string, string> {
  const stage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM ') + 1);
  const lines = stage.matchAll(/^ENV (\w+)=(\S*)$/gm);
  return Object.fromEntries(Array.from(lines, ([, name = '', value = '']) => [name, value]));
}
