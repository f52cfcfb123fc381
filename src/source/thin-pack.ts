const LENGTH = 4;
const CAPABILITY = ' thin-pack';

/**
 * Asks for a pack that leaves out what the client has. isomorphic-git reads such
 * packs but does not ask for them, since Git itself does not keep them as they
 * are; this cache is read by isomorphic-git alone. Without it a server sends
 * every file again, for a commit without history has no parent to compare with.
 *
 * `offered` is the list of references, which tells what the server can do.
 */
export function requestThinPack(body: Buffer, offered: Buffer): Buffer {
  const length = Number.parseInt(body.toString('latin1', 0, LENGTH), 16);
  const want = body.toString('latin1', LENGTH, length);
  const able = offered.includes(CAPABILITY) && body.includes('have ');
  if (!able || !/^want [0-9a-f]{40} /.test(want)) return body;
  const thin = want.replace(/\n?$/, `${CAPABILITY}\n`);
  const head = (thin.length + LENGTH).toString(16).padStart(LENGTH, '0');
  return Buffer.concat([Buffer.from(head + thin, 'latin1'), body.subarray(length)]);
}
