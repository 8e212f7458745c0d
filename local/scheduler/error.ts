/** The errors of the EventBridge Scheduler API that this endpoint answers, with their HTTP status. */
const STATUS = {
  ValidationException: 400,
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ConflictException: 409,
  UnknownOperationException: 404,
} as const;

export type SchedulerErrorCode = keyof typeof STATUS;

/** Refusal of a request, in the words and with the status that the SDK's client turns into its own error classes. */
export class SchedulerError extends Error {
  override readonly name = 'SchedulerError';
  readonly code: SchedulerErrorCode;
  readonly status: number;
  constructor(code: SchedulerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = STATUS[code];
  }
}
