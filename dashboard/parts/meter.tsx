/** A bar of a whole: filled to the mean, with a tick at the peak. The numbers stand beside it, so it is hidden from readers. */
export function Meter({ mean, peak, whole }: { mean: number; peak?: number | undefined; whole: number }) {
  const percent = (value: number) => `${Math.min(100, Math.max(0, (value / whole) * 100)).toFixed(1)}%`;
  return (
    <span class="meter" aria-hidden="true">
      {peak !== undefined && <span class="meter-band" style={{ width: percent(peak) }} />}
      <span class="meter-mean" style={{ width: percent(mean) }} />
      {peak !== undefined && <span class="meter-peak" style={{ left: percent(peak) }} />}
    </span>
  );
}
