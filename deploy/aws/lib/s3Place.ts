/** A prefix of a bucket: what a program may read, or write. */
export interface S3Place {
  /** s3://bucket/prefix, as the programs expect it */
  readonly url: string;
  readonly bucket: string;
  /** "" or ends in "/" */
  readonly prefix: string;
}

/** @returns undefined unless the text is s3://bucket or s3://bucket/prefix */
export function parseS3Place(text: string): S3Place | undefined {
  const [, bucket, path = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^*?]*))?$/.exec(text) ?? [];
  if (bucket === undefined) return undefined;
  const folders = path.replace(/\/+$/, "");
  const url = folders === "" ? `s3://${bucket}` : `s3://${bucket}/${folders}`;
  return { url, bucket, prefix: folders === "" ? "" : `${folders}/` };
}
