import { isIP } from 'node:net';
import type { Certificate } from './server.ts';

const SUBJECT_NAME = { dns: 2, ip: 7 } as const;

/** A certificate for a host and for loopback, that is its own authority. */
export async function createCertificate(host: string): Promise<Certificate> {
  // Loaded only for HTTPS: it is most of the time such a start takes.
  const { generate } = await import('selfsigned');
  const names = [...new Set([host, '127.0.0.1', 'localhost'])];
  const made = await generate([{ name: 'commonName', value: 'tidewatch-embedded' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) =>
          isIP(name) === 0
            ? { type: SUBJECT_NAME.dns, value: name }
            : { type: SUBJECT_NAME.ip, ip: name },
        ),
      },
    ],
  });
  return { certificate: made.cert, key: made.private };
}
