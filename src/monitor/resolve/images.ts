/** A container's image as a spec names it. */
export interface ImageSpec {
  readonly baseImage?: string;
  readonly version?: string;
}

interface ImageDefault {
  readonly image: string;
  readonly version: string;
}

/** What runs where a spec names no image or version. */
export const DEFAULT_IMAGES = {
  prometheus: { image: 'prom/prometheus', version: 'v2.49.1' },
  grafana: { image: 'grafana/grafana', version: '7.5.17' },
  reloader: { image: 'pingcap/tidb-monitor-reloader', version: 'v1.0.1' },
  prometheusReloader: {
    image: 'quay.io/prometheus-operator/prometheus-config-reloader',
    version: 'v0.49.0',
  },
  thanos: { image: 'quay.io/thanos/thanos', version: 'v0.36.1' },
} as const satisfies Record<string, ImageDefault>;

export const INITIALIZER_IMAGE = 'pingcap/tidb-monitor-initializer';

/** An image and its tag. */
export interface Image {
  readonly reference: string;
  readonly version: string;
}

export function imageOf(spec: ImageSpec, fallback: ImageDefault): Image {
  const version = nonEmpty(spec.version) ?? fallback.version;
  const base = nonEmpty(spec.baseImage) ?? fallback.image;
  // A digest stands behind `@`, a tag behind `:`.
  const separator = /^[a-z0-9]+:[0-9a-f]{32,}$/.test(version) ? '@' : ':';
  return { reference: `${base}${separator}${version}`, version };
}

export function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
