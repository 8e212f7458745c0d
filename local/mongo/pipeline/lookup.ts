import { failedToParse, notSupported } from '../errors.ts';
import type { Doc } from '../bson/value.ts';
import { EMPTY, valuesAt } from '../store/index-keys.ts';
import type { StageFactory } from './stage.ts';

/** Joins documents of another collection by equality, through its indexes. */
export const lookup: StageFactory = (operand, { read }) => {
  if (!(operand instanceof Map)) throw failedToParse('the $lookup specification must be an Object');
  for (const name of operand.keys()) {
    if (['let', 'pipeline'].includes(name)) throw notSupported(`$lookup with ${name}`);
    if (!['from', 'localField', 'foreignField', 'as'].includes(name))
      throw failedToParse(`unknown argument to $lookup: ${name}`);
  }
  const [from, local, foreign, as] = ['from', 'localField', 'foreignField', 'as'].map((name) => operand.get(name));
  if (
    typeof from !== 'string' ||
    typeof local !== 'string' ||
    typeof foreign !== 'string' ||
    typeof as !== 'string' ||
    as.includes('.')
  ) {
    throw failedToParse('$lookup requires the strings from, localField, foreignField and as');
  }
  return async function* joined(source) {
    for await (const piece of source) {
      const out: Doc[] = [];
      for (const doc of piece) {
        // What is missing joins as null, but not beside other values.
        const values = valuesAt(doc, local.split('.')).values.filter((value) => value !== EMPTY && value !== undefined);
        if (values.length === 0) values.push(null);
        const found = await read(from, new Map([[foreign, new Map([['$in', values]])]]));
        out.push(new Map(doc).set(as, found));
      }
      yield out;
    }
  };
};
