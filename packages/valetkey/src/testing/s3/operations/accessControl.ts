import type { BucketContext, ObjectContext, Reply, RequestContext } from '../RequestContext.ts';
import { readDocument } from '../receiveBody.ts';
import { StoreError } from '../StoreError.ts';
import { findObject } from '../versioning.ts';
import { childOf, childrenOf, element, parseXml, textOf, xmlDocument } from '../xml.ts';

/** There is one owner, who may everything; nobody else is ever granted anything. */
const owner = [element('ID', 'valetkey'), element('DisplayName', 'valetkey')];
const policy = xmlDocument('AccessControlPolicy', [
  element('Owner', owner),
  element('AccessControlList', [
    `<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser">${owner.join('')}</Grantee><Permission>FULL_CONTROL</Permission></Grant>`,
  ]),
]);

const harmless = new Set(['private', 'bucket-owner-full-control', 'bucket-owner-read']);

/** @throws `AccessControlListNotSupported` for whatever would let somebody else in */
export function refuseGrants({ header, rawHeaders }: Pick<RequestContext, 'header' | 'rawHeaders'>): void {
  const acl = header('x-amz-acl');
  const grants = [...rawHeaders.keys()].some((name) => name.startsWith('x-amz-grant-'));
  if (grants || (acl !== undefined && !harmless.has(acl)))
    throw new StoreError('AccessControlListNotSupported');
}

async function checkAcl(context: BucketContext): Promise<Reply> {
  refuseGrants(context);
  const body = await readDocument(context);
  if (body.length > 0) {
    const grants = childrenOf(childOf(parseXml(body, 'AccessControlPolicy'), 'AccessControlList'), 'Grant');
    const isOwners = grants.every(
      (grant) =>
        textOf(grant, 'Permission') === 'FULL_CONTROL' &&
        textOf(childOf(grant, 'Grantee'), 'ID') === 'valetkey',
    );
    if (!isOwners) throw new StoreError('AccessControlListNotSupported');
  } else if (context.header('x-amz-acl') === undefined) throw new StoreError('MalformedXML');
  return { status: 200 };
}

const found = (context: ObjectContext) =>
  findObject(context.server.store, context.bucket, context.key, context.target.query.get('versionId'));

export const getBucketAcl = async (_: BucketContext): Promise<Reply> => ({ status: 200, body: policy });
export const putBucketAcl = (context: BucketContext): Promise<Reply> => checkAcl(context);

export async function getObjectAcl(context: ObjectContext): Promise<Reply> {
  found(context);
  return { status: 200, body: policy };
}

export async function putObjectAcl(context: ObjectContext): Promise<Reply> {
  found(context);
  return checkAcl(context);
}
