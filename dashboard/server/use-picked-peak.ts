import { useCallback, useRef, useState } from 'preact/hooks';
import type { PeaksAnswer } from '../../shared/model/api.ts';
import type { PeakResource } from '../../shared/model/metrics.ts';
import type { PeakView, WindowView } from '../../shared/model/view.ts';
import { type ApiProblem, ask } from '../api/client.ts';

/** The peak that is opened. */
export interface PickedPeak {
  readonly resource: PeakResource;
  readonly peak: PeakView;
  /** Whether its list of processes is there: windows leave it out, it is asked for one peak at a time. */
  readonly top: 'here' | 'loading' | ApiProblem;
}

/** `window` is where to ask for the processes; null when the peak has them. */
export type PickPeak = (
  resource: PeakResource,
  peak: PeakView,
  window: Pick<WindowView, 'startMs' | 'lengthMs'> | null,
) => void;

/** Opens a peak at once with what the windows say, and adds the processes of that second when they come. */
export function usePickedPeak(path: string): { picked: PickedPeak | null; pick: PickPeak; unpick: () => void } {
  const [picked, setPicked] = useState<PickedPeak | null>(null);
  const newest = useRef(0);
  const pick = useCallback<PickPeak>(
    (resource, peak, window) => {
      const turn = ++newest.current;
      const complete = window === null || peak.top.length > 0;
      setPicked({ resource, peak, top: complete ? 'here' : 'loading' });
      if (complete) return;
      const query = `from=${window.startMs}&to=${window.startMs + window.lengthMs}&resource=${resource}&limit=1`;
      void ask<PeaksAnswer>(`${path}/peaks?${query}`).then((outcome) => {
        if (turn !== newest.current) return;
        const found = outcome.ok ? outcome.data.peaks[0] : undefined;
        // The stored window may differ from the one seen, if data came late: then its list is not of this second.
        const top = found?.atMs === peak.atMs ? found.top : [];
        setPicked({ resource, peak: { ...peak, top }, top: outcome.ok ? 'here' : outcome.problem });
      });
    },
    [path],
  );
  const unpick = useCallback(() => {
    newest.current += 1;
    setPicked(null);
  }, []);
  return { picked, pick, unpick };
}
