/**
 * Stands in bundles in the place of `@aws-sdk/credential-provider-node`, whose other sources (profiles, SSO, metadata
 * services) bring 100 KB and are never asked: Lambda gives every environment the credentials of its role, and replaces
 * the environment before they expire.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 *
 * @returns what an SDK client asks for credentials
 */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = process.env;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('the environment holds no AWS credentials; this bundle runs as a Lambda function');
  }
  return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }) };
};
