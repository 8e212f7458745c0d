/** A PNG of an SVG. Letters other than Latin ones are not in its font. */
export function pngOf(svg: string): Promise<Buffer> {
  return Promise.reject(new Error(`not yet: ${svg.length}`));
}
