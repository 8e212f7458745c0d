import { Timestamp } from 'bson';
import { compareValues } from '../bson/compare.ts';
import { formatValue } from '../bson/format.ts';
import { addExact, multiplyExact, type NumberValue } from '../bson/numbers.ts';
import { int32, isNumber, typeName, type Value } from '../bson/value.ts';
import { badValue, typeMismatch } from '../errors.ts';
import { KEEP, type OperatorFactory } from './operator.ts';

const arithmetic =
  (
    verb: string,
    start: (operand: NumberValue) => NumberValue,
    apply: (a: NumberValue, b: NumberValue) => NumberValue | undefined,
  ): OperatorFactory =>
  (operand, { operator, name }) => {
    if (!isNumber(operand))
      throw typeMismatch(`Cannot ${verb} with non-numeric argument: {${name}: ${formatValue(operand)}}`);
    return (old, context) => {
      const { id } = context;
      if (old === undefined) return start(operand);
      if (!isNumber(old)) {
        throw typeMismatch(
          `Cannot apply ${operator} to a value of non-numeric type. {_id: ${formatValue(id)}} has the field '${name.split('.').at(-1) ?? name}' of non-numeric type ${typeName(old)}`,
        );
      }
      const result = apply(old, operand);
      if (result === undefined)
        throw badValue(
          `Failed to apply ${operator} operations to current value (${formatValue(old)}) for document {_id: ${formatValue(id)}}`,
        );
      // MongoDB asks whether the numbers are equal: -0 stays when it becomes 0, and NaN counts as changed.
      if (result === old) return old;
      if (typeof result === 'number' && Number.isNaN(result)) context.touched = true;
      return result;
    };
  };

const extreme =
  (sign: 1 | -1): OperatorFactory =>
  (operand) =>
  (old) =>
    old === undefined || compareValues(operand, old) * sign > 0 ? operand : KEEP;

const currentDate: OperatorFactory = (operand, { name }) => {
  const type =
    operand instanceof Map ? operand.get('$type') : operand === true || operand === false ? 'date' : undefined;
  if (type !== 'date' && type !== 'timestamp') {
    throw badValue(
      `${typeName(operand)} is not valid type for $currentDate (field ${name}). Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  }
  return (_old, { nowMs }) =>
    type === 'date' ? new Date(nowMs) : new Timestamp({ t: Math.floor(nowMs / 1000), i: 1 });
};

const set: OperatorFactory = (operand) => () => operand;

/** Update operators that set a field. What is neither here nor in array-operators.ts is refused. */
export const FIELD_OPERATORS: Readonly<Record<string, OperatorFactory>> = {
  $set: set,
  $setOnInsert: set,
  $inc: arithmetic('increment', (operand) => operand, addExact),
  $mul: arithmetic('multiply', (operand) => multiplyExact(operand, int32(0)) ?? int32(0), multiplyExact),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
};

/** Takes a field away. */
export const UNSET: OperatorFactory = () => (): Value | undefined => undefined;
