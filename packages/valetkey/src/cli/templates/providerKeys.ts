import type { StoreProviderName } from '../../s3/storeProviders.ts';

/** How keys limited to one bucket are made where there are no policies in Amazon's language. Shell, with comments. */
export function providerKeys(provider: StoreProviderName, bucket: string, region: string): string | null {
  switch (provider) {
    case 'digitalocean':
      return `# A key of this bucket only. Spaces have no policies of users; do not combine such a key with a bucket policy.
doctl spaces keys create valetkey --grants 'bucket=${bucket};permission=readwrite'`;
    case 'linode':
      return `# A key of this bucket only.
linode-cli object-storage keys-create --label valetkey \\
  --bucket_access '[{"region": "${region}", "bucket_name": "${bucket}", "permissions": "read_write"}]'`;
    case 'r2':
      return `# Cloudflare dashboard, R2, Manage API tokens, Create Account API token:
#   permission: Object Read & Write
#   buckets:    Apply to specific buckets only: ${bucket}
# CORS and lifecycle are set once with an Admin Read & Write token, which you then delete: valetkey setup --yes`;
    case 'b2':
      return `# An application key of this bucket only, for the application:
b2 key create --bucket ${bucket} valetkey listBuckets,listFiles,readFiles,writeFiles,deleteFiles
# and one that signs uploads and cannot read:
b2 key create --bucket ${bucket} valetkey-upload writeFiles`;
    case 'gcs':
      return `# A service account of this bucket only, and its HMAC key for the S3 API:
gcloud iam service-accounts create valetkey
gcloud storage buckets add-iam-policy-binding gs://${bucket} \\
  --member serviceAccount:valetkey@PROJECT_ID.iam.gserviceaccount.com --role roles/storage.objectUser
gcloud storage hmac create valetkey@PROJECT_ID.iam.gserviceaccount.com`;
    case 'ceph':
      return `# A user that owns the bucket, and a subuser of it that writes and cannot read, to sign uploads with:
radosgw-admin user create --uid=valetkey --display-name="Valet Key"
radosgw-admin subuser create --uid=valetkey --subuser=valetkey:upload --access=write
radosgw-admin key create --uid=valetkey --subuser=valetkey:upload --key-type=s3 --gen-access-key --gen-secret
# Set S3_UPLOAD_ACCESS_KEY_ID and S3_UPLOAD_SECRET_ACCESS_KEY to the subuser's (bucket: ${bucket}).`;
    default:
      return null;
  }
}
