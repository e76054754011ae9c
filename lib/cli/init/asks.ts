/** How a person is asked; a test answers in their place. */
export interface Asks {
  /** @returns what was typed, without the spaces around it */
  text(question: TextQuestion): Promise<string>;
  one<Value>(question: ChoiceQuestion<Value>): Promise<Value>;
  some<Value>(question: ChoiceQuestion<Value>): Promise<readonly Value[]>;
  yes(message: string): Promise<boolean>;
  /** Lines between the questions. */
  tell(lines: readonly string[]): void;
}

export interface TextQuestion {
  readonly message: string;
  /** What an empty answer means. @default an empty text */
  readonly otherwise?: string | undefined;
  /** What is wrong with an answer; it is asked again until nothing is. @default every answer is taken */
  readonly problem?: (text: string) => string | undefined;
}

export interface ChoiceQuestion<Value> {
  readonly message: string;
  readonly choices: readonly { readonly label: string; readonly value: Value; readonly about?: string | undefined }[];
}
