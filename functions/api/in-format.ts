import { stringify } from 'csv-stringify/sync';
import * as z from 'zod';
import { type Answer, json } from '../platform/http.ts';
import { type ApiRequest, parse } from './route.ts';

const Format = z.object({ format: z.enum(['json', 'csv']).default('json') });

/** Cells by column. A null is an empty cell. */
export type CsvRow = Readonly<Record<string, string | number | boolean | null>>;

/** A table: its columns in their order, and its rows. */
export interface Csv {
  /** Of the file that a browser saves, without its ending. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: () => readonly CsvRow[];
}

/**
 * The answer as JSON, or with `format=csv` as a table in the manner of RFC 4180. Cells that a spreadsheet would take for a
 * formula begin with an apostrophe: names come from other machines.
 * @throws AppError `invalid_input` for another format.
 */
export function inFormat(request: ApiRequest, body: unknown, csv: Csv): Answer {
  if (parse(Format, { format: request.query['format'] }, 'the query').format === 'json') return json(body);
  const text = stringify([...csv.rows()], {
    header: true,
    columns: [...csv.columns],
    record_delimiter: 'windows',
    escape_formulas: true,
    // Excel takes a file for UTF-8 only when it begins with this.
    bom: true,
    cast: { boolean: String },
  });
  const name = csv.name.replace(/[^\w.-]+/g, '-').slice(0, 80);
  return {
    status: 200,
    contentType: 'text/csv; charset=utf-8',
    body: text,
    headers: { 'content-disposition': `attachment; filename="${name}.csv"` },
  };
}
