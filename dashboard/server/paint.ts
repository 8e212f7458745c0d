/** How a line is drawn. Colours are names of the page's CSS variables, so that light and dark follow. */
export interface LinePaint {
  readonly colour: string;
  readonly width: number;
  readonly dash?: readonly number[];
}

const DASHES: readonly (readonly number[] | undefined)[] = [undefined, [7, 3], [2, 3], [9, 3, 2, 3]];
const COLOURS = 6;

/** More lines than this cannot be told apart; the most numerous groups are drawn, every group stands in the readout of a peak. */
export const MAX_COUNT_LINES = 12;

/** Colour and dash of the group at this place in the list: neighbours differ in both, so colour alone never tells. */
export function groupPaint(index: number): LinePaint {
  const dash = DASHES[index % DASHES.length];
  return { colour: `--group-${index % COLOURS}`, width: 1.75, ...(dash ? { dash } : {}) };
}

/** The colour that a CSS variable has now, in a form that a canvas takes. */
export function resolveColour(variable: string, within: Element): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${variable})`;
  within.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
