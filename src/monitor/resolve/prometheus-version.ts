/** Whether a Prometheus of this image tag is of version `major.minor` or newer. */
export function isAtLeast(tag: string, major: number, minor: number): boolean {
  const match = /^v?(\d+)\.(\d+)(?!\d)/.exec(tag);
  // Tags such as `latest`, `main` or a digest say nothing: they are taken for new.
  if (match === null) return true;
  const [, givenMajor, givenMinor] = match.map(Number);
  if (givenMajor === undefined || givenMinor === undefined) return true;
  return givenMajor > major || (givenMajor === major && givenMinor >= minor);
}
