import type { RemoteReference } from '../../model/ports/remote-bases.ts';

/** A folder of another repository. */
export interface RemoteEntry extends RemoteReference {
  /** Relative to the root of the repository; `.` is the root. */
  readonly path: string;
}

/** Why a URL cannot be used. */
export interface RefusedUrl {
  readonly what: string;
  readonly advice: string;
}

const REFERENCES = ['ref', 'version'];
const SCHEME = /^(https?):\/\//i;

/**
 * Reads what kustomize takes for a folder of another repository:
 * `https://host/org/repository//path?ref=v1`, `github.com/org/repository/path?ref=v1`.
 */
export function parseRemoteEntry(text: string): RemoteEntry | RefusedUrl {
  const url = text.replace(/^git::/, '');
  if (/^(?:ssh|git|file):\/\//i.test(url) || /^[\w.-]+@[\w.-]+[:/]/.test(url)) {
    const what = 'only repositories over HTTPS are fetched';
    return { what, advice: 'write https://host/org/repository//path?ref=TAG' };
  }
  const [address = '', query = ''] = url.split('?', 2);
  const scheme = (SCHEME.exec(address)?.[1] ?? 'https').toLowerCase();
  const { repository, path } = splitPath(address.replace(SCHEME, ''));
  if (repository.includes('@')) {
    return { what: 'the URL holds credentials', advice: 'take them out' };
  }
  const parameters = new URLSearchParams(query);
  const ref = REFERENCES.map((name) => parameters.get(name)).find((value) => value);
  if (ref === undefined || ref === null) {
    if (/\.(?:ya?ml|json)$/.test(path)) {
      const what = 'single files are not fetched from other hosts';
      return { what, advice: 'copy it into this repository' };
    }
    return { what: 'it is not pinned', advice: 'add ?ref= with a tag or a full commit id' };
  }
  if (!/^[^/]+\/[^/]/.test(repository)) {
    const advice = 'write https://host/org/repository//path?ref=TAG';
    return { what: 'it names no repository', advice };
  }
  return { repository: `${scheme}://${repository}`, path: path === '' ? '.' : path, ref };
}

/** Where the repository ends: at `//`, behind `.git`, or after two steps. */
function splitPath(address: string): { repository: string; path: string } {
  const double = address.indexOf('//');
  if (double >= 0)
    return { repository: address.slice(0, double), path: trim(address.slice(double)) };
  const git = /\.git(?=\/|$)/.exec(address);
  if (git !== null) {
    const end = git.index + git[0].length;
    return { repository: address.slice(0, end), path: trim(address.slice(end)) };
  }
  const steps = trim(address).split('/');
  return { repository: steps.slice(0, 3).join('/'), path: steps.slice(3).join('/') };
}

function trim(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
