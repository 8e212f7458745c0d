import type { Plan } from '../../shared/model/plan/plan.ts';
import { type Flow, type FlowNode, planFlow } from '../data/plan-flow.ts';
import { formatNumber } from '../data/format.ts';
import { useSettings } from '../settings.tsx';

/** More squares or bars than these show nothing any more. */
const [MOST_SQUARES, MOST_BARS] = [120, 16];
/** A ribbon of so many pixels has room for its words. */
const WORDS_HIGH = 15;

/** All servers now and then as squares, and where the crawlers of those that go would run as ribbons. */
export function BeforeAfter({ plan, servers }: { plan: Plan; servers: number }) {
  const { t } = useSettings();
  const gone = plan.releases.length;
  const drawn = plan.releases.some(({ moves }) => moves.length > 0);
  const fits = gone <= MOST_BARS && plan.targets.length <= MOST_BARS;
  return (
    <section aria-labelledby="before-heading">
      <h2 id="before-heading">{t.beforeAfter}</h2>
      <div class="card before-after">
        <Squares label={t.beforeWord} kept={servers} gone={0} />
        <Squares label={t.afterWord} kept={servers - gone} gone={gone} />
        {drawn && fits && <FlowPicture flow={planFlow(plan)} />}
      </div>
    </section>
  );
}

function Squares({ label, kept, gone }: { label: string; kept: number; gone: number }) {
  const { t } = useSettings();
  const of = (count: number, kind: string) =>
    Array.from({ length: count }, (_, i) => <span key={`${kind} ${i}`} class={`square square-${kind}`} />);
  return (
    <p class="squares">
      <span class="squares-label">
        {label} <b>{t.serversCount(kept)}</b>
      </span>
      {kept + gone <= MOST_SQUARES && (
        <span class="squares-row" aria-hidden="true">
          {of(kept, 'kept')}
          {of(gone, 'gone')}
        </span>
      )}
    </p>
  );
}

/** The cards below say the same in words. */
function FlowPicture({ flow }: { flow: Flow }) {
  const { t, language } = useSettings();
  const groups = [...new Set(flow.ribbons.map(({ group }) => group))];
  const colour = (group: string) => `var(--group-${groups.indexOf(group) % 6})`;
  return (
    <figure class="flow" role="img" aria-label={t.flowLabel}>
      <div class="flow-picture" style={{ height: `${flow.height}px` }}>
        <Bars nodes={flow.from} kind="gone" />
        <div class="flow-ribbons">
          <svg viewBox={`0 0 100 ${flow.height}`} preserveAspectRatio="none">
            {flow.ribbons.map(({ group, fromTop, fromBottom, toTop, toBottom }, i) => (
              <path
                key={i}
                d={`M0 ${fromTop}C50 ${fromTop} 50 ${toTop} 100 ${toTop}V${toBottom}C50 ${toBottom} 50 ${fromBottom} 0 ${fromBottom}Z`}
                fill={colour(group)}
              />
            ))}
          </svg>
          {flow.ribbons
            .filter(({ fromTop, fromBottom }) => fromBottom - fromTop >= WORDS_HIGH)
            .map(({ group, count, fromTop, fromBottom }, i) => (
              <span key={i} class="flow-words small" style={{ top: `${(fromTop + fromBottom) / 2}px` }}>
                {formatNumber(count, 0, language)} {group}
              </span>
            ))}
        </div>
        <Bars nodes={flow.to} kind="kept" />
      </div>
      <figcaption class="flow-key small">
        {groups.map((group) => (
          <span key={group}>
            <i style={{ background: colour(group) }} /> {group}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function Bars({ nodes, kind }: { nodes: readonly FlowNode[]; kind: 'gone' | 'kept' }) {
  const { language } = useSettings();
  return (
    <div class="flow-bars">
      {nodes.map(({ server, count, top, height }) => (
        <span key={server.id} class={`flow-bar flow-${kind}`} style={{ top: `${top}px`, height: `${height}px` }}>
          <span class="flow-name">{server.name}</span>
          <b>
            {kind === 'gone' ? '−' : '+'}
            {formatNumber(count, 0, language)}
          </b>
        </span>
      ))}
    </div>
  );
}
