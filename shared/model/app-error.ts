/** What went wrong, for programs. Each code has one HTTP status. */
export type ErrorCode =
  | 'invalid_input'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'unsupported_media_type'
  | 'too_large'
  | 'agent_unreachable'
  | 'agent_reply_invalid'
  | 'scheduler_unavailable'
  | 'store_unavailable'
  | 'store_damaged'
  | 'mail_rejected';

export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}

/** An error whose message is for a person. Whoever throws it knows whether trying again may help. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly fields: readonly FieldProblem[];
  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & { readonly retryable?: boolean; readonly fields?: readonly FieldProblem[] } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.fields = options.fields ?? [];
  }
}
