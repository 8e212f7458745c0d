import type { Plan, PlanServerName } from '../../shared/model/plan/plan.ts';

/** A server of the picture: where its bar stands, in pixels from the top, and how many crawlers leave or come. */
export interface FlowNode {
  readonly server: PlanServerName;
  readonly count: number;
  readonly top: number;
  readonly height: number;
}

/** Crawlers that go from a bar on the left to one on the right: the ribbon's edges on both sides. */
export interface FlowRibbon {
  readonly group: string;
  readonly count: number;
  readonly fromTop: number;
  readonly fromBottom: number;
  readonly toTop: number;
  readonly toBottom: number;
}

export interface Flow {
  readonly height: number;
  readonly from: readonly FlowNode[];
  readonly to: readonly FlowNode[];
  readonly ribbons: readonly FlowRibbon[];
}

/** A bar is at least as high as its name, and higher the more crawlers move. */
const [LEAST, GAP, FOR_CRAWLERS] = [26, 8, 160];

/** The servers that go on the left, those that take their crawlers on the right, and the moves between them. */
export function planFlow({ releases, targets }: Pick<Plan, 'releases' | 'targets'>): Flow {
  const moves = releases.flatMap((release) => release.moves);
  const all = moves.reduce((sum, { count }) => sum + count, 0);
  const heightOf = (count: number) => LEAST + (all === 0 ? 0 : (FOR_CRAWLERS * count) / all);
  const from = stacked(
    releases.map(({ server, moves: own }) => ({ server, count: own.reduce((sum, { count }) => sum + count, 0) })),
    heightOf,
  );
  const to = stacked(
    targets.map(({ server, takes }) => ({ server, count: takes })),
    heightOf,
  );
  const [left, right] = [usedUp(from), usedUp(to)];
  const ribbons = moves.map(({ group, count, from: source, to: target }) => {
    const [a, b] = [left(source.id, count), right(target.id, count)];
    return { group, count, fromTop: a.top, fromBottom: a.bottom, toTop: b.top, toBottom: b.bottom };
  });
  const end = (nodes: readonly FlowNode[]) => (nodes.at(-1)?.top ?? 0) + (nodes.at(-1)?.height ?? 0);
  return { height: Math.max(end(from), end(to)), from, to, ribbons };
}

function stacked(servers: readonly Pick<FlowNode, 'server' | 'count'>[], heightOf: (count: number) => number) {
  let top = 0;
  return servers.map((each): FlowNode => {
    const node = { ...each, top, height: heightOf(each.count) };
    top += node.height + GAP;
    return node;
  });
}

/** Gives each move the next free part of its bar, as large as its share of the bar's crawlers. */
function usedUp(nodes: readonly FlowNode[]) {
  const free = new Map(nodes.map((node) => [node.server.id, { node, top: node.top }]));
  return (id: string, count: number) => {
    const found = free.get(id);
    if (!found) return { top: 0, bottom: 0 };
    const { node, top } = found;
    found.top += (node.height * count) / Math.max(1, node.count);
    return { top, bottom: found.top };
  };
}
