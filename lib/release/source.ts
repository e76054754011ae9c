/** What a team has built, as it lies on disk: templates, and the files they name. */
import { oneLine } from '../domain/text';

/** A CloudFormation template as JSON. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly [section: string]: unknown;
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly [attribute: string]: unknown;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number;
  readonly NoEcho?: boolean | string;
  readonly Description?: string;
  readonly [attribute: string]: unknown;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Export?: { readonly Name: unknown };
  readonly [attribute: string]: unknown;
}

/** A file that templates name: packaged, measured, and not uploaded yet. */
export interface SourceAsset {
  /** Its id in the assembly, or its name in the folder's manifest. */
  readonly id: string;
  /**
   * The packaged file; a directory has become a zip. Templates nested in others have no file: see {@link
   * NestedTemplate}.
   */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Of what a folder holds, however it is compressed: the release's id is made of it. @default sha256 */
  readonly contentSha256?: string;
  /** With its dot, or empty. */
  readonly extension: string;
  readonly contentType: string;
  /** How templates name it: bucket and key as they are written there, pseudo parameters spelt `${AWS::Region}`. */
  readonly places: readonly AssetPlace[];
}

export interface AssetPlace {
  readonly bucket: string;
  readonly key: string;
}

/** A template that another one creates as a stack of its own (`AWS::CloudFormation::Stack`). */
export interface NestedTemplate {
  readonly id: string;
  readonly template: Template;
  readonly places: readonly AssetPlace[];
}

/** One stack as its author wrote it. */
export interface SourceStack {
  /** Its id in the assembly: the name that the plan's `release.stacks` uses. */
  readonly name: string;
  /** What it is called in AWS where the team deploys it by itself. @default its name */
  readonly stackName?: string;
  /** File it was read from, for messages. */
  readonly file: string;
  readonly template: Template;
  /** Bytes of the template as it was written. */
  readonly bytes: number;
  /** Ids of other stacks of the same source that come first, in the release or not. */
  readonly dependsOn: readonly string[];
  /** Region it is bound to. @default none: it fits every Region */
  readonly region?: string;
  /** Account it is bound to. @default none */
  readonly account?: string;
}

/** Everything that was read from an assembly or a folder of templates. */
export interface Source {
  readonly directory: string;
  /** The stacks of the plan's release that were found, in the plan's order. */
  readonly stacks: readonly SourceStack[];
  /** The other stacks, pilot lights among them: for the audit alone. */
  readonly others: readonly SourceStack[];
  readonly assets: readonly SourceAsset[];
  readonly nested: readonly NestedTemplate[];
  /** Container images that the assembly would build; a release takes none. */
  readonly images: readonly string[];
  /** Removes what was packaged: no asset's `file` can be relied on from then on. @default nothing was packaged */
  close?(): void;
}

/** Enough for a sentence that lists the stacks of a plan. */
const PROBLEM_CHARACTERS_MAX = 2000;

/** Something in the source that makes a release impossible, found before any audit. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  /** A line each; what they quote of the source is harmless in a terminal. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const lines = problems.map((problem) => oneLine(problem, PROBLEM_CHARACTERS_MAX));
    super(lines.join('\n'));
    this.problems = lines;
  }
}
