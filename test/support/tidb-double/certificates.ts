import { generate } from 'selfsigned';

/** A certificate with its key and the authority that signed it, all in PEM. */
export interface SignedCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority of its own, and a way to have certificates signed by it. */
export interface Authority {
  readonly certificate: string;
  /** For a server with these DNS names, or, without any, for a client. */
  sign(commonName: string, dnsNames?: readonly string[]): Promise<SignedCertificate>;
}

const FORM = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
const DNS_NAME = 2;

export async function createAuthority(commonName: string): Promise<Authority> {
  const authority = await generate([{ name: 'commonName', value: commonName }], {
    ...FORM,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return {
    certificate: authority.cert,
    sign: async (name, dnsNames = []) => {
      const made = await generate([{ name: 'commonName', value: name }], {
        ...FORM,
        ca: { key: authority.private, cert: authority.cert },
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', serverAuth: dnsNames.length > 0, clientAuth: true },
          ...(dnsNames.length === 0 ? [] : [subjectNames(dnsNames)]),
        ],
      });
      return { authority: authority.cert, certificate: made.cert, key: made.private };
    },
  };
}

function subjectNames(dnsNames: readonly string[]) {
  return {
    name: 'subjectAltName' as const,
    altNames: dnsNames.map((value) => ({ type: DNS_NAME, value }) as const),
  };
}
