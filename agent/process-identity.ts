/** What a rule may look at. `exe` is the program's file, read only when a rule asks for it; null when it may not be read. */
export interface ProcessIdentity {
  readonly comm: string;
  readonly argv: readonly string[];
  readonly exe: () => string | null;
}
