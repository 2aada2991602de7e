import type { BucketClient, CorsRule } from './BucketClient.ts';
import type { Transport } from './createTransport.ts';
import { md5Base64 } from './md5.ts';
import { readXml } from './objectCalls.ts';
import { S3Error, toValetKeyError } from './S3Error.ts';
import type { StoreConfig } from './StoreConfig.ts';
import { child, children, escapeXml, textOf, type XmlNode } from './xmlDocument.ts';

type BucketCalls = Pick<BucketClient, 'headBucket' | 'createBucket' | 'getBucketCors' | 'putBucketCors'>;

const xmlns = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
/** Regions that are never written into a request to create a bucket. */
const plainRegions = new Set(['us-east-1', 'auto']);

const ignoreBody = async (response: Response) => {
  await response.body?.cancel();
};

const isCode = (error: unknown, ...codes: string[]) => error instanceof S3Error && codes.includes(error.code);

function texts(rule: XmlNode, name: string): string[] {
  return children(rule, name).filter((value) => typeof value === 'string');
}

function ruleXml(rule: CorsRule): string {
  const many = (name: string, values: readonly string[]) =>
    values.map((value) => `<${name}>${escapeXml(value)}</${name}>`).join('');
  return `<CORSRule>${many('AllowedOrigin', rule.allowedOrigins)}${many('AllowedMethod', rule.allowedMethods)}${many('AllowedHeader', rule.allowedHeaders)}${many('ExposeHeader', rule.exposeHeaders)}<MaxAgeSeconds>${rule.maxAgeSeconds}</MaxAgeSeconds></CORSRule>`;
}

export function createBucketCalls(transport: Transport, config: StoreConfig): BucketCalls {
  return {
    async headBucket({ signal } = {}) {
      try {
        await transport.call({ method: 'HEAD', signal }, ignoreBody);
        return true;
      } catch (error) {
        if (error instanceof S3Error && error.status === 404) return false;
        throw toValetKeyError('HeadBucket', error);
      }
    },

    async createBucket({ signal } = {}) {
      const create = (body?: string) =>
        transport.call({ method: 'PUT', signal, ...(body === undefined ? {} : { body }) }, ignoreBody);
      const isPlain = plainRegions.has(config.region);
      try {
        try {
          await create(
            isPlain
              ? undefined
              : `<CreateBucketConfiguration ${xmlns}><LocationConstraint>${config.region}</LocationConstraint></CreateBucketConfiguration>`,
          );
        } catch (error) {
          // Stores with one place of their own do not know the name that signs for it.
          if (isPlain || !isCode(error, 'InvalidLocationConstraint')) throw error;
          await create();
        }
      } catch (error) {
        if (!isCode(error, 'BucketAlreadyOwnedByYou')) throw toValetKeyError('CreateBucket', error);
      }
    },

    async getBucketCors({ signal } = {}) {
      try {
        const document = await transport.call({ method: 'GET', query: { cors: '' }, signal }, readXml);
        return children(child(document, 'CORSConfiguration'), 'CORSRule').map((rule) => ({
          allowedOrigins: texts(rule, 'AllowedOrigin'),
          allowedMethods: texts(rule, 'AllowedMethod'),
          allowedHeaders: texts(rule, 'AllowedHeader'),
          exposeHeaders: texts(rule, 'ExposeHeader'),
          maxAgeSeconds: Number(textOf(rule, 'MaxAgeSeconds') ?? 0),
        }));
      } catch (error) {
        if (isCode(error, 'NoSuchCORSConfiguration')) return null;
        throw toValetKeyError('GetBucketCors', error);
      }
    },

    async putBucketCors({ rules, signal }) {
      const body = `<CORSConfiguration ${xmlns}>${rules.map(ruleXml).join('')}</CORSConfiguration>`;
      const headers = { 'content-type': 'application/xml', 'content-md5': md5Base64(body) };
      try {
        await transport.call({ method: 'PUT', query: { cors: '' }, headers, body, signal }, ignoreBody);
      } catch (error) {
        throw toValetKeyError('PutBucketCors', error);
      }
    },
  };
}
