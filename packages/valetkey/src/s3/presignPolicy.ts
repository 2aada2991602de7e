import type { PostPolicyInput } from './Signer.ts';
import type { SigningScope } from './signingScope.ts';

/** The form fields of one upload, their policy signed. Everything is exact; only the length is a range, of one value. */
export type PolicySigner = (
  scope: SigningScope,
  input: Pick<PostPolicyInput, 'key' | 'contentType' | 'contentLength' | 'checksumSha256'>,
  expiresAt: Date,
) => Record<string, string>;

/** The conditions that are the same for every upload of one second. */
type ScopeParts = { fields: [name: string, value: string][]; conditions: string };

export function createPolicySigner(
  bucket: string,
  encryption: readonly [name: string, value: string][] = [],
): PolicySigner {
  let lastScope: SigningScope | null = null;
  let parts: ScopeParts = { fields: [], conditions: '' };

  function partsOf(scope: SigningScope): ScopeParts {
    if (scope !== lastScope) {
      const fields: [string, string][] = [
        ['bucket', bucket],
        ...encryption,
        ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
        ['X-Amz-Credential', scope.credential],
        ['X-Amz-Date', scope.amzDate],
      ];
      if (scope.sessionToken !== undefined) fields.push(['X-Amz-Security-Token', scope.sessionToken]);
      parts = {
        fields,
        conditions: fields.map(([name, value]) => JSON.stringify({ [name]: value })).join(','),
      };
      lastScope = scope;
    }
    return parts;
  }

  return (scope, input, expiresAt) => {
    const { fields, conditions } = partsOf(scope);
    // Filled field by field: properties after a spread cost more than the signature does.
    const form: Record<string, string> = { key: input.key, 'Content-Type': input.contentType };
    let declaredConditions = `{"Content-Type":${JSON.stringify(input.contentType)}}`;
    if (input.checksumSha256 !== undefined) {
      form['x-amz-checksum-sha256'] = input.checksumSha256;
      declaredConditions += `,{"x-amz-checksum-sha256":"${input.checksumSha256}"}`;
    }
    const expiration = `${expiresAt.toISOString().slice(0, 19)}Z`;
    // All of it is ASCII, which is what btoa needs: the types are checked and the keys are of our own grammar.
    const policy = btoa(
      `{"expiration":"${expiration}","conditions":[["content-length-range",${input.contentLength},${input.contentLength}],${declaredConditions},${conditions},{"key":"${input.key}"}]}`,
    );
    for (const [name, value] of fields) form[name] = value;
    form.Policy = policy;
    form['X-Amz-Signature'] = scope.signText(policy);
    return form;
  };
}
