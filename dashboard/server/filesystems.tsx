import type { WindowView } from '../../shared/model/view.ts';
import { formatValue } from '../data/format.ts';
import { Meter } from '../parts/meter.tsx';
import { useSettings } from '../settings.tsx';

/** One bar a mounted filesystem, the fullest first. */
export function Filesystems({ filesystems }: { filesystems: WindowView['filesystems'] }) {
  const { t, language } = useSettings();
  if (filesystems.length === 0) return null;
  const share = (f: (typeof filesystems)[number]) => (f.totalBytes > 0 ? f.usedBytes.max / f.totalBytes : 0);
  return (
    <section aria-labelledby="filesystems-heading">
      <h2 id="filesystems-heading">{t.filesystems}</h2>
      <ul class="card filesystems">
        {[...filesystems]
          .sort((a, b) => share(b) - share(a))
          .map((f) => (
            <li key={f.mount}>
              <span class="mount">{f.mount}</span>
              <Meter mean={share(f)} whole={1} />
              <span class="number">
                <b>{formatValue('ratio', share(f), language)}</b>{' '}
                <span class="quiet">
                  {formatValue('bytes', f.usedBytes.max, language)} / {formatValue('bytes', f.totalBytes, language)}
                </span>
              </span>
            </li>
          ))}
      </ul>
    </section>
  );
}
