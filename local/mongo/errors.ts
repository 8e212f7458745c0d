/** MongoDB's error codes that this server can answer, by code name
 *  (src/mongo/base/error_codes.yml of the MongoDB server, release 6.0). */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  ProtocolError: 17,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  MaxTimeMSExpired: 50,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  ShutdownInProgress: 91,
  CannotIndexParallelArrays: 171,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  NotImplemented: 238,
  ConversionFailure: 241,
  InvalidPipelineOperator: 168,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
} as const;

/** Errors without a name are called by their number. */
export type CodeName = keyof typeof CODES | `Location${number}`;

/** An answer that MongoDB would give as an error: its code, its name, a sentence, and further fields of the reply. */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: CodeName;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(codeName: CodeName, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'CommandError';
    this.code = isNamed(codeName) ? CODES[codeName] : Number(codeName.slice('Location'.length));
    this.codeName = codeName;
    this.details = details;
  }
}

/** BadValue (2): MongoDB's answer to most arguments that it does not understand. */
export const badValue = (message: string): CommandError => new CommandError('BadValue', message);

/** FailedToParse (9): a clause of the wrong shape. */
export const failedToParse = (message: string): CommandError => new CommandError('FailedToParse', message);

/** TypeMismatch (14): a value of the wrong type. */
export const typeMismatch = (message: string): CommandError => new CommandError('TypeMismatch', message);

/** What MongoDB can and this server cannot: refused by name, so that nobody gets a wrong result instead. */
export const notSupported = (what: string): CommandError =>
  new CommandError('NotImplemented', `${what} is not supported by the embedded database; a MongoDB server has it`);

const isNamed = (name: CodeName): name is keyof typeof CODES => Object.hasOwn(CODES, name);
