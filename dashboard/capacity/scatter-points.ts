import type { CapacityReport, CapacityResource } from '../../shared/model/capacity.ts';

export interface ScatterPoint {
  readonly count: number;
  /** Cores or bytes. */
  readonly value: number;
  /** Left out of the fit: the server was full, or something else ran. */
  readonly censored: boolean;
}

/** The report's points for one group and resource; spans in which the resource was not read are no points. */
export function scatterPoints(report: CapacityReport, groupIndex: number, resource: CapacityResource): ScatterPoint[] {
  return report.points.flatMap((point) => {
    const [count, value] = [point.counts[groupIndex], point[resource]];
    return count === undefined || value === null
      ? []
      : [{ count, value, censored: point.censored || point.outlier === true }];
  });
}
