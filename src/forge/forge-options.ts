/** One repository on a forge. */
export interface ForgeLocation {
  /** The repository's URL without credentials, for messages: `https://git.example.com/team/monitoring`. */
  readonly url: string;
  /** `team/monitoring`; GitLab's may have more than two parts. */
  readonly path: string;
  /** The root of the API: `https://api.github.com`, `https://gitlab.example.com`, … */
  readonly apiUrl: string;
  /** Milliseconds that the first attempt is followed by where an answer was bad; default 1000. */
  readonly retryBase?: number;
  /** Milliseconds that one answer may take, its body included; default 30,000. */
  readonly timeout?: number;
}

/** A token, or a GitHub App's installation. */
export type GitHubCredentials =
  | { readonly token: string }
  | {
      readonly appId: string;
      /** PEM. */
      readonly privateKey: string;
      readonly installationId: number;
    };

export interface TokenCredentials {
  readonly token: string;
}
