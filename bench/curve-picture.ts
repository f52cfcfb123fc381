/** One point of a curve. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Curve {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly Point[];
}

const WIDTH = 640;
const HEIGHT = 360;
const LEFT = 64;
const RIGHT = 24;
const TOP = 44;
const BOTTOM = 52;

/**
 * A curve as SVG, on axes that begin at zero, with a dashed line through zero and
 * the last point: where cost is linear the two lie on each other.
 */
export function curvePicture({ title, xLabel, yLabel, points }: Curve): string {
  const most = points.at(-1);
  if (most === undefined) throw new RangeError('there are no points');
  const top = Math.max(...points.map(({ y }) => y));
  const x = (value: number) => LEFT + (value / most.x) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
  const line = points.map((point) => `${round(x(point.x))},${round(y(point.y))}`).join(' ');
  const axis = HEIGHT - BOTTOM;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<title>${title}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<text x="${LEFT}" y="24" font-size="15">${title}</text>
<path d="M${LEFT} ${TOP}V${axis}H${WIDTH - RIGHT}" fill="none" stroke="#555"/>
<path d="M${LEFT} ${axis}L${round(x(most.x))} ${round(y(most.y))}" stroke="#999" stroke-dasharray="4 4"/>
<polyline points="${line}" fill="none" stroke="#1565c0" stroke-width="2"/>
${points.map((point) => marks(point, x(point.x), y(point.y), axis)).join('\n')}
<text x="${WIDTH - RIGHT}" y="${HEIGHT - 12}" text-anchor="end">${xLabel}</text>
<text x="${LEFT}" y="${TOP - 6}">${yLabel}</text>
</svg>
`;
}

function marks(point: Point, x: number, y: number, axis: number): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="3.5" fill="#1565c0"/>
<text x="${round(x - 6)}" y="${round(y - 8)}" text-anchor="end">${point.y.toFixed(2)}</text>
<text x="${round(x)}" y="${axis + 18}" text-anchor="middle">${point.x.toLocaleString('en')}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
