/**
 * A schema of any library that implements Standard Schema v1 (zod, Valibot, ArkType, ...): this is the part of it that is called
 * here. https://standardschema.dev
 */
export type StandardSchema<Input = unknown, Output = Input> = {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardVerdict<Output> | Promise<StandardVerdict<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
};

type StandardVerdict<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

type StandardIssue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
};

/**
 * What the files of each profile carry, as a browser gives it: `createUploader<MetadataOf<typeof profiles>>()` then knows. Only a
 * type, so that no schema comes into the browser.
 */
export type MetadataOf<
  Profiles extends Readonly<Record<string, { metadata?: StandardSchema<unknown, unknown> }>>,
> = {
  [Name in keyof Profiles]: Profiles[Name] extends {
    metadata: { '~standard': { types?: { input: infer Input } | undefined } };
  }
    ? Input
    : undefined;
};
