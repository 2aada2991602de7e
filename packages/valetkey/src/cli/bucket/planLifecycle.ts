import { child, children, textOf, type XmlNode } from '../../s3/xmlDocument.ts';

/** One rule of a bucket's lifecycle, as far as we judge it; `xml` is all of it. */
export type LifecycleRule = {
  id: string;
  isEnabled: boolean;
  prefix: string;
  /** Applies to part of the prefix only: tags or sizes. */
  isNarrowed: boolean;
  expirationDays: number | null;
  abortDays: number | null;
  noncurrentDays: number | null;
  xml: string;
};

/** No upload lives longer than a week: a shorter rule would take a resumable one away from its user. */
export const abortAfterDays = 8;
/** What lands under `incoming/` is settled within a day; the second is for a sweep that did not run. */
export const incomingDays = 2;
/** Deleted and replaced objects of a versioned bucket go for good after this long. */
export const noncurrentDays = 30;

const ownIds = ['valetkey-multipart', 'valetkey-incoming', 'valetkey-noncurrent'] as const;

const days = (node: XmlNode | null, name: string) => {
  const text = textOf(node, name);
  return text === null ? null : Number(text);
};

/** Our rules are written next to others, so others are kept as the text they came as. */
export function parseLifecycleRules(root: XmlNode, text: string): LifecycleRule[] {
  const blocks = [...text.matchAll(/<Rule(?:\s[^>]*)?>[\s\S]*?<\/Rule>/g)].map(([block]) => block);
  return children(root, 'Rule').map((rule, index) => {
    const filter = child(rule, 'Filter');
    const all = child(filter, 'And') ?? filter;
    return {
      id: textOf(rule, 'ID') ?? '',
      isEnabled: textOf(rule, 'Status') === 'Enabled',
      prefix: textOf(all, 'Prefix') ?? textOf(rule, 'Prefix') ?? '',
      isNarrowed:
        child(all, 'Tag') !== null ||
        child(all, 'ObjectSizeGreaterThan') !== null ||
        child(all, 'ObjectSizeLessThan') !== null,
      expirationDays: days(child(rule, 'Expiration'), 'Days'),
      abortDays: days(child(rule, 'AbortIncompleteMultipartUpload'), 'DaysAfterInitiation'),
      noncurrentDays: days(child(rule, 'NoncurrentVersionExpiration'), 'NoncurrentDays'),
      xml: blocks[index] ?? '',
    };
  });
}

export type LifecycleFacts = {
  abortsMultiparts: boolean;
  expiresIncoming: boolean;
  expiresNoncurrent: boolean;
  /** Rules that would delete people's files. */
  dangerous: LifecycleRule[];
  /** Rules that abort uploads which their users may still resume. */
  hasty: LifecycleRule[];
};

const keepers = ['files/', 'derived/', 'quarantine/'];
const covers = (prefix: string, key: string) => key.startsWith(prefix);

export function judgeLifecycle(rules: readonly LifecycleRule[]): LifecycleFacts {
  const active = rules.filter(({ isEnabled }) => isEnabled);
  const whole = active.filter(({ isNarrowed }) => !isNarrowed);
  return {
    abortsMultiparts: whole.some(({ abortDays, prefix }) => abortDays !== null && covers(prefix, 'files/')),
    expiresIncoming: whole.some(
      ({ expirationDays, prefix }) => expirationDays !== null && covers(prefix, 'incoming/'),
    ),
    expiresNoncurrent: whole.some(({ noncurrentDays: after, prefix }) => after !== null && prefix === ''),
    dangerous: active.filter(
      ({ expirationDays, prefix }) =>
        expirationDays !== null && keepers.some((key) => covers(prefix, key) || covers(key, prefix)),
    ),
    hasty: active.filter(
      ({ abortDays, prefix }) => abortDays !== null && abortDays < abortAfterDays && covers(prefix, 'files/'),
    ),
  };
}

function ownRules(isVersioned: boolean): string[] {
  const rule = (id: (typeof ownIds)[number], prefix: string, action: string) =>
    `<Rule><ID>${id}</ID><Filter><Prefix>${prefix}</Prefix></Filter><Status>Enabled</Status>${action}</Rule>`;
  const rules = [
    rule(
      'valetkey-multipart',
      '',
      `<AbortIncompleteMultipartUpload><DaysAfterInitiation>${abortAfterDays}</DaysAfterInitiation></AbortIncompleteMultipartUpload>`,
    ),
    rule('valetkey-incoming', 'incoming/', `<Expiration><Days>${incomingDays}</Days></Expiration>`),
  ];
  if (isVersioned) {
    rules.push(
      rule(
        'valetkey-noncurrent',
        '',
        `<NoncurrentVersionExpiration><NoncurrentDays>${noncurrentDays}</NoncurrentDays></NoncurrentVersionExpiration>`,
      ),
    );
  }
  return rules;
}

/** The document that has our rules and keeps those of others. */
export function lifecycleDocument(rules: readonly LifecycleRule[], isVersioned: boolean): string {
  const others = rules.filter(({ id }) => !(ownIds as readonly string[]).includes(id)).map(({ xml }) => xml);
  return `<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${[...ownRules(isVersioned), ...others].join('')}</LifecycleConfiguration>`;
}

/** Whether our rules are needed: what somebody wrote in another way is as good. */
export function needsLifecycle(rules: readonly LifecycleRule[], isVersioned: boolean): boolean {
  const { abortsMultiparts, expiresIncoming, expiresNoncurrent } = judgeLifecycle(rules);
  return !abortsMultiparts || !expiresIncoming || (isVersioned && !expiresNoncurrent);
}
