const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;

/** `rate(5 minutes)` as `every 5 minutes`; what is no rate stands as it is. */
export function everyInEnglish(cadence: string): string {
  const [, count, unit] = RATE.exec(cadence) ?? [];
  if (count === undefined || unit === undefined) return cadence;
  return count === '1' ? `every ${unit}` : `every ${count} ${unit}s`;
}

/** `rate(5 minutes)` as `每 5 分钟`. */
export function everyInChinese(cadence: string): string {
  const [, count, unit] = RATE.exec(cadence) ?? [];
  if (count === undefined || unit === undefined) return cadence;
  return `每 ${count} ${{ minute: '分钟', hour: '小时', day: '天' }[unit] ?? unit}`;
}
