/** The path of the tree that a kustomization in `folder` means; starts with `..` outside the tree. */
export function joinPath(folder: string, path: string): string {
  const steps: string[] = folder === '.' ? [] : folder.split('/');
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else steps.push(step);
  }
  return steps.length === 0 ? '.' : steps.join('/');
}

export function isOutsideTree(path: string): boolean {
  return path === '..' || path.startsWith('../');
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/');
}

/** Whether a path is the folder itself or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}

/** Whether an entry that is no path of the tree looks like a URL or a repository. */
export function looksRemote(path: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:\/\//i.test(path) ||
    /^git@|^[\w.-]+@[\w.-]+:/.test(path) ||
    /^(?:github\.com|gitlab\.com|bitbucket\.org)[/:]/i.test(path) ||
    /[?&](?:ref|version)=/.test(path) ||
    /\.git(?:\/|$|\?)/.test(path)
  );
}
