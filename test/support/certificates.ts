import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Files of a certificate for 127.0.0.1 and of the certificate authority that signed it. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Creates the certificates with openssl; they are valid for a day. */
export async function makeCertificates(dir: string): Promise<Certificates> {
  const file = (name: string): string => join(dir, name);
  const openssl = async (...args: readonly string[]): Promise<unknown> => execute("openssl", [...args], { cwd: dir });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl(
    ...["req", "-x509", ...newKey, "-days", "1", "-subj", "/CN=ser test authority"],
    ...["-keyout", "ca.key", "-out", "ca.pem"],
  );
  await openssl(
    ...["req", "-x509", ...newKey, "-days", "1", "-subj", "/CN=localhost"],
    ...["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-addext", "basicConstraints=CA:FALSE"],
    ...["-CA", "ca.pem", "-CAkey", "ca.key", "-keyout", "server.key", "-out", "server.pem"],
  );
  return { authority: file("ca.pem"), certificate: file("server.pem"), key: file("server.key") };
}
