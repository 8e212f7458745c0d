import { type Range, ranges, serverHref } from '../data/route.ts';
import { useSettings } from '../settings.tsx';

/** Links, so that a range can be bookmarked and the browser's back button works. */
export function RangeButtons({ serverId, range, atMs }: { serverId: string; range: Range; atMs: number | null }) {
  const { t } = useSettings();
  return (
    <nav class="segments" aria-label={t.rangeLabel}>
      {ranges.map((each) => (
        <a key={each} href={serverHref(serverId, each, atMs)} aria-current={each === range ? 'true' : undefined}>
          {t.range[each]}
        </a>
      ))}
    </nav>
  );
}
