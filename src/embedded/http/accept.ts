import { notAcceptable } from '../status/api-error.ts';

/** What a client wants an object or a list as. */
export interface Accepted {
  readonly form: 'object' | 'Table' | 'PartialObjectMetadata' | 'APIGroupDiscoveryList';
}

/** Reads an `Accept` header; the first form that can be given wins. */
export function acceptedOf(header: string | undefined): Accepted {
  if (header === undefined || header.trim() === '') return { form: 'object' };
  for (const range of header.split(',')) {
    const [mediaType = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (!['application/json', 'application/*', '*/*'].includes(mediaType)) continue;
    const options = new Map(
      parameters.map((parameter): [string, string] => {
        const [key = '', value = ''] = parameter.split('=');
        return [key, value];
      }),
    );
    const form = formOf(options);
    if (form !== undefined) return { form };
  }
  throw notAcceptable(['application/json']);
}

function formOf(options: ReadonlyMap<string, string>): Accepted['form'] | undefined {
  const version = options.get('v');
  switch (options.get('as')) {
    case undefined:
      return 'object';
    case 'Table':
      return version === 'v1' ? 'Table' : undefined;
    case 'PartialObjectMetadata':
    case 'PartialObjectMetadataList':
      return version === 'v1' ? 'PartialObjectMetadata' : undefined;
    case 'APIGroupDiscoveryList':
      return version === 'v2' ? 'APIGroupDiscoveryList' : undefined;
    default:
      return undefined;
  }
}
