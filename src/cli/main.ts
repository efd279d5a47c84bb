#!/usr/bin/env node
import { Command } from "commander";
import { useGlobalOptions } from "./commandConfig.js";
import { reportFailure } from "./failure.js";
import { dressHelp } from "./help.js";
import { rejectUnknownWords } from "./unknownWords.js";
import { terminalText } from "../shared/terminalText.js";
import { print } from "./say.js";
import { packageVersion } from "../shared/packageVersion.js";
import { addModelCommands } from "./addModelCommands.js";
import { addResultCommands } from "./addResultCommands.js";
import { addRunningCommands } from "./addRunningCommands.js";
import { addToolCommands } from "./addToolCommands.js";

// The AWS SDK's warnings about future Node versions concern the maintainers, not users reading the log.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

/**
 * `ser`: defines the commands, parses their arguments and calls one program each. The programs are imported when they
 * are called, so that `ser --help` does not wait for the AWS SDK.
 */
const program = new Command("ser")
  .description("Speech emotion recognition at scale: librosa's features and scikit-learn's forests on BullMQ workers.")
  .version(packageVersion())
  .option("--debug", "show stack traces")
  .option("--no-sign-request", "send requests to S3 without credentials, for public buckets")
  .option("--request-payer", "accept the charges of requester-pays S3 buckets")
  .hook("preAction", (_, command) => {
    useGlobalOptions(command.optsWithGlobals<{ signRequest: boolean; requestPayer?: boolean }>());
  })
  .showHelpAfterError("(run ser --help for usage)")
  .configureOutput({ writeOut: print, writeErr: (text) => void process.stderr.write(terminalText(text)) });

addRunningCommands(program);
addModelCommands(program);
addResultCommands(program);
addToolCommands(program);

for (const command of [program, ...commandsBelow(program)]) command.exitOverride();
dressHelp(program);

try {
  rejectUnknownWords(program, process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, program.opts<{ debug?: boolean }>().debug === true);
  // Clean-up has been attempted: a connection that is still reconnecting must not keep the process alive.
  process.exit();
}

/** All subcommands, recursively. */
function commandsBelow(command: Command): Command[] {
  return command.commands.flatMap((each) => [each, ...commandsBelow(each)]);
}
