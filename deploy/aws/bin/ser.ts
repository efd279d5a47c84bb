import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { SerStack } from "../lib/serStack.js";
import { readSettings, SettingsError } from "../lib/settings.js";

/** `cdk COMMAND -c source=s3://… -c results=s3://…`: see docs/operations.md. Account and region are the CLI's. */
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
try {
  new SerStack(
    app,
    "SpeechEmotionWorkers",
    readSettings((name) => app.node.tryGetContext(name) as unknown),
  );
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
