/** What somebody asks for in a comment. */
export type Command =
  | { readonly kind: 'approve'; readonly digest: string }
  | { readonly kind: 'refresh' }
  /** `target`: all of them where unset. */
  | { readonly kind: 'adopt'; readonly target: string | undefined }
  /** Addressed to us, and not understood. */
  | { readonly kind: 'unknown' };

const line = /^\/tidewatch(?:[ \t]+(\S+))?(?:[ \t]+(\S+))?[ \t]*$/;

/** The command that a comment begins with; `undefined` where it has none. Words may follow on other lines. */
export function readCommand(body: string): Command | undefined {
  const found = line.exec(body.split(/\r?\n/, 1)[0] ?? '');
  if (found === null) return undefined;
  const [, verb, argument] = found;
  if (verb === 'approve' && /^sha256:[0-9a-f]{64}$/.test(argument ?? '')) {
    return { kind: 'approve', digest: argument ?? '' };
  }
  if (verb === 'refresh' && argument === undefined) return { kind: 'refresh' };
  if (verb === 'adopt' && /^[a-z0-9-]{1,253}$/.test(argument ?? 'all')) {
    return { kind: 'adopt', target: argument };
  }
  return { kind: 'unknown' };
}
